import {
  EMPTY_ROOT,
  formatNote,
  formatVerifierKey,
  noteSigner,
  signCertificate,
  signHandover,
  type Checkpoint,
  type NoteSigner,
} from '@agency-graph/ledger';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory, writeWhole } from './files.js';

/** The key that signs checkpoints in one epoch, a UTC day. */
export interface EpochKey {
  readonly epoch: number;
  readonly signer: NoteSigner;
}

const DAY = 86_400_000;
const KEY_FILE = /^epoch-(\d+)\.key$/;

/** The epoch of a time in milliseconds since 1970. */
export const epochAt = (now: number): number => Math.floor(now / DAY);

/** The newest key that is there, or the first one of all. */
export function openEpochKey(keys: string, published: string, origin: string, now: number): EpochKey {
  makeDirectory(keys);
  makeDirectory(join(published, 'epochs'));
  const epochs = readdirSync(keys).flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []);
  const newest = epochs.map(Number).toSorted((a, b) => b - a)[0];
  if (newest !== undefined) return readEpochKey(keys, origin, newest);
  const epoch = epochAt(now);
  const key = makeEpochKey(keys, published, origin, epoch);
  // The first epoch, too, is handed over, by the root: a stolen later key cannot claim to be the first.
  const handover = signHandover({ origin, epoch, first: 0, root: EMPTY_ROOT }, rootSigner(keys, published, origin));
  writeWhole(join(published, 'epochs', `${epoch}.handover`), formatNote(handover));
  return key;
}

/**
 * Begins the epoch of `now`: the old key's last word is from which leaf on the new one counts; then it is destroyed.
 * INVARIANT: handover and certificate are published before anything is signed by the new key.
 */
export function rotate(keys: string, published: string, old: EpochKey, tree: Checkpoint, now: number): EpochKey {
  const epoch = epochAt(now);
  if (epoch <= old.epoch) return old;
  const key = makeEpochKey(keys, published, tree.origin, epoch);
  const handover = signHandover({ origin: tree.origin, epoch, first: tree.size, root: tree.root }, old.signer);
  writeWhole(join(published, 'epochs', `${epoch}.handover`), formatNote(handover));
  rmSync(keyFile(keys, old.epoch));
  return key;
}

function makeEpochKey(keys: string, published: string, origin: string, epoch: number): EpochKey {
  const root = rootSigner(keys, published, origin);
  const path = keyFile(keys, epoch);
  if (!existsSync(path)) writeWhole(path, privatePem());
  const key = readEpochKey(keys, origin, epoch);
  const certificate = signCertificate({ origin, epoch, key: key.signer.key }, root);
  writeWhole(join(published, 'epochs', `${epoch}.certificate`), formatNote(certificate));
  return key;
}

/**
 * The root's key, which certifies those of epochs. A file, for development: in production it is kept offline, and
 * certificates are made in advance. Its public half is `audit-root.pub`, which verifiers are given from outside.
 */
function rootSigner(keys: string, published: string, origin: string): NoteSigner {
  const path = join(keys, 'root.key');
  if (!existsSync(path)) writeWhole(path, privatePem());
  const signer = noteSigner(`${origin}/root`, 1, readKey(path));
  for (const folder of [keys, published]) {
    const file = join(folder, 'root.pub');
    if (!existsSync(file)) writeWhole(file, `${formatVerifierKey(signer.key)}\n`);
  }
  return signer;
}

const readEpochKey = (keys: string, origin: string, epoch: number): EpochKey => ({
  epoch,
  signer: noteSigner(origin, 1, readKey(keyFile(keys, epoch))),
});

const keyFile = (keys: string, epoch: number): string => join(keys, `epoch-${epoch}.key`);

const readKey = (path: string): KeyObject => createPrivateKey(readFileSync(path));

const privatePem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
