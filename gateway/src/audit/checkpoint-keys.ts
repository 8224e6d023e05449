import {
  EMPTY_ROOT,
  formatNote,
  formatVerifierKey,
  noteSigner,
  signCertificate,
  signHandover,
  type Checkpoint,
  type Handover,
  type NoteSigner,
} from '@agency-graph/ledger';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory, syncDirectory, writeWhole } from './files.js';

/** The key that signs checkpoints in one epoch, a UTC day by the clock, or the one after the last where that was ahead. */
export interface EpochKey {
  readonly epoch: number;
  /** The day on which it was made, by the clock of then. */
  readonly madeOn: number;
  readonly signer: NoteSigner;
}

/** What was signed can be gone on from by the key alone that signed it last, or that it handed over to. */
class KeyLost extends Error {
  override readonly name = 'KeyLost';

  constructor(keys: string, origin: string, file = 'epoch-<day>.key') {
    super(
      `the log ${origin} was signed, and none of its keys is left that may go on (${file} in ${keys}): restore it, or put log and keys aside and begin a new log, of which whoever verifies must be told`,
    );
  }
}

const ROOT = 'root.key';
const DAY = 86_400_000;
const KEY_FILE = /^epoch-(\d+)\.key$/;

/** The epoch of a time in milliseconds since 1970. */
export const epochAt = (now: number): number => Math.floor(now / DAY);

/**
 * The newest key that may sign: one that was certified and handed over to. Where there is none, and nothing is signed yet,
 * the first one of all, made whole where a crash cut its beginning off. Throws `KeyLost`.
 */
export function openEpochKey(
  keys: string,
  published: string,
  origin: string,
  now: number,
  hasSigned: boolean,
): EpochKey {
  const notes = join(published, 'epochs');
  makeDirectory(keys);
  makeDirectory(notes);
  // What a crash left there by name alone is built on from here on.
  for (const folder of [keys, notes]) syncDirectory(folder);
  const epochs = epochsOf(keys);
  const inForce = epochs.findLast((epoch) =>
    ['certificate', 'handover'].every((note) => existsSync(join(notes, `${epoch}.${note}`))),
  );
  if (inForce !== undefined) {
    removeKeysBefore(keys, inForce);
    return readEpochKey(keys, origin, inForce);
  }
  if (hasSigned) {
    // Nor is any other made the first one: what was signed before would be of no epoch any more.
    const last = epochs.at(-1);
    if (last === undefined) throw new KeyLost(keys, origin);
    // What was published of the epochs before it is lost, and has to be restored.
    return readEpochKey(keys, origin, last);
  }
  const epoch = epochs[0] ?? epochAt(now);
  const key = makeEpochKey(keys, published, origin, epoch, now);
  // The first epoch, too, is handed over, by the root: a stolen later key cannot claim to be the first.
  handOver(published, { origin, epoch, first: 0, root: EMPTY_ROOT }, rootSigner(keys, published, origin));
  return key;
}

/**
 * Begins the epoch of `now`: the old key's last word is from which leaf on the new one counts; then it is destroyed. An
 * epoch that a crash left half begun comes before it, since verifiers take the last key that was certified for the old one.
 * INVARIANT: handover and certificate are published before anything is signed by the new key.
 *
 * While the root is kept elsewhere no key can be certified: the one in force signs on, as it may until it hands over.
 */
export function rotate(keys: string, published: string, old: EpochKey, tree: Checkpoint, now: number): EpochKey {
  const epoch = epochAfter(old, epochAt(now));
  if (epoch === old.epoch || isRootAway(keys, published)) return old;
  const halfBegun = epochsOf(keys).filter((each) => old.epoch < each && each < epoch);
  return [...halfBegun, epoch].reduce((key, next) => goOnWith(keys, published, key, tree, next, now), old);
}

/**
 * The epoch of a day: its own, or that of the key in force while that is not over. Epochs only grow, so where a clock was
 * days ahead when the last one began, the days since it was mended have the epochs after it, one each. One that is ahead
 * by a day alone is waited for: a clock that is set back over midnight takes nothing out of step for ever.
 */
function epochAfter({ epoch, madeOn }: EpochKey, day: number): number {
  if (epoch <= day + 1) return Math.max(epoch, day);
  return madeOn === day ? epoch : epoch + 1;
}

function goOnWith(
  keys: string,
  published: string,
  old: EpochKey,
  tree: Checkpoint,
  epoch: number,
  now: number,
): EpochKey {
  const { origin, size, root } = tree;
  const key = makeEpochKey(keys, published, origin, epoch, now);
  handOver(published, { origin, epoch, first: size, root }, old.signer);
  removeKeysBefore(keys, epoch);
  return key;
}

function handOver(published: string, handover: Handover, signer: NoteSigner): void {
  const path = join(published, 'epochs', `${handover.epoch}.handover`);
  writeWhole(path, formatNote(signHandover(handover, signer)));
}

/** Epochs whose keys are there, in order. */
const epochsOf = (keys: string): number[] =>
  readdirSync(keys)
    .flatMap((name) => KEY_FILE.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);

function removeKeysBefore(keys: string, epoch: number): void {
  const old = epochsOf(keys).filter((each) => each < epoch);
  for (const each of old) rmSync(keyFile(keys, each));
  if (old.length > 0) syncDirectory(keys);
}

function makeEpochKey(keys: string, published: string, origin: string, epoch: number, now: number): EpochKey {
  const root = rootSigner(keys, published, origin);
  const path = keyFile(keys, epoch);
  if (!existsSync(path)) writeWhole(path, privatePem());
  const key = { ...readEpochKey(keys, origin, epoch), madeOn: epochAt(now) };
  const certificate = signCertificate({ origin, epoch, key: key.signer.key }, root);
  writeWhole(join(published, 'epochs', `${epoch}.certificate`), formatNote(certificate));
  return key;
}

/**
 * The root's key, which certifies those of epochs. In production it is kept offline, and brought when a new epoch is to
 * begin. Its public half, `root.pub`, is what verifiers are given from outside.
 */
function rootSigner(keys: string, published: string, origin: string): NoteSigner {
  const path = join(keys, ROOT);
  // Another one would certify keys that nobody believes, and be taken for the first.
  if (isRootAway(keys, published)) throw new KeyLost(keys, origin, ROOT);
  if (!existsSync(path)) writeWhole(path, privatePem());
  const signer = noteSigner(`${origin}/root`, 1, readKey(path));
  for (const folder of [keys, published]) {
    const file = join(folder, 'root.pub');
    if (!existsSync(file)) writeWhole(file, `${formatVerifierKey(signer.key)}\n`);
  }
  return signer;
}

/** Whether the root's key was made, and is not here: its public half is written after it. */
const isRootAway = (keys: string, published: string): boolean =>
  !existsSync(join(keys, ROOT)) && [keys, published].some((folder) => existsSync(join(folder, 'root.pub')));

const readEpochKey = (keys: string, origin: string, epoch: number): EpochKey => ({
  epoch,
  madeOn: epochAt(statSync(keyFile(keys, epoch)).mtimeMs),
  signer: noteSigner(origin, 1, readKey(keyFile(keys, epoch))),
});

const keyFile = (keys: string, epoch: number): string => join(keys, `epoch-${epoch}.key`);

const readKey = (path: string): KeyObject => createPrivateKey(readFileSync(path));

const privatePem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
