import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { closeSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { formatVerifierKey, Malformed, noteSigner, type NoteSigner } from '@agency-graph/ledger';
import { wrongUsage } from '../exit.js';
import { openNewFile } from '../new-file.js';

/** ASN.1 of an Ed25519 private key, before its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const HEAD = 'PRIVATE+KEY+';
const WITNESS = 4;

/** Makes a witness's key, for its owner's eyes alone; returns the public half. Never replaces a file. */
export function makeKeyFile(path: string, name: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const signer = signerNamed(name, privateKey.export({ format: 'der', type: 'pkcs8' }));
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length);
  const secret = Buffer.concat([Buffer.of(WITNESS), seed]).toString('base64');
  const file = openNewFile(path);
  writeFileSync(file, `${HEAD}${name}+${signer.key.id}+${secret}\n`);
  closeSync(file);
  return formatVerifierKey(signer.key);
}

/** Reads a witness's key (`PRIVATE+KEY+name+id+…`, as Go's note package writes it), which nobody else may read. */
export function readKeyFile(path: string): NoteSigner {
  if ((statSync(path).mode & 0o077) !== 0) throw wrongUsage(`${path} can be read by others: chmod 600 it.`);
  const [name = '', id, ...rest] = readFileSync(path, 'utf8').trim().replace(HEAD, '').split('+');
  const secret = Buffer.from(rest.join('+'), 'base64');
  const signer = secret.length === 33 && signerNamed(name, Buffer.concat([PKCS8, secret.subarray(1)]));
  if (!signer || secret[0] !== WITNESS || signer.key.id !== id) throw wrongUsage(`${path} is no key of a witness.`);
  return signer;
}

function signerNamed(name: string, der: Buffer): NoteSigner {
  try {
    return noteSigner(name, WITNESS, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  } catch (error) {
    if (error instanceof Malformed) throw wrongUsage('A witness needs a name without spaces and plus signs.');
    throw error;
  }
}
