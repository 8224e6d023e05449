import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { fromBase64 } from './bytes.js';
import { Malformed } from './malformed.js';
import { sha256 } from './merkle.js';

/** What a key signs: 1 notes and checkpoints (C2SP signed-note), 4 co-signatures of witnesses (C2SP tlog-cosignature). */
export type KeyType = 1 | 4;

/** A public key with its name; together they make the key's id. */
export interface VerifierKey {
  readonly name: string;
  readonly type: KeyType;
  /** 8 hexadecimal digits: SHA-256(name ‖ "\n" ‖ type ‖ public key), its first 4 bytes. */
  readonly id: string;
  /** 32 bytes, Ed25519 (RFC 8032). */
  readonly publicKey: Buffer;
}

/** A key that signs: in a file, or behind a device that does nothing but sign. */
export interface NoteSigner {
  readonly key: VerifierKey;
  /** Ed25519 signature of 64 bytes. */
  sign(message: Uint8Array): Buffer;
}

/** A text with signatures below it. `text` ends in a line end, and is what is signed. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Buffer;
}

const KEY_BYTES = 32;
/** A point, then a number. */
const SIGNATURE_BYTES = 64;
const KEY_NAME = /^[^\s+\p{Cc}\p{Zs}]{1,255}$/u;
/** More signatures than any honest note has. */
const MOST_SIGNATURES = 100;
/** ASN.1 of an Ed25519 public key, before its 32 bytes (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export function verifierKey(name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  if (!KEY_NAME.test(name)) throw new Malformed('a key needs a name without spaces and plus signs');
  if (publicKey.length !== KEY_BYTES) throw new Malformed('not an Ed25519 public key');
  const id = sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey])).toString('hex', 0, 4);
  return { name, type, id, publicKey: Buffer.from(publicKey) };
}

/** A signer that holds its Ed25519 private key itself. */
export function noteSigner(name: string, type: KeyType, privateKey: KeyObject): NoteSigner {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  if (publicKey.length !== SPKI.length + KEY_BYTES) throw new Malformed('not an Ed25519 key');
  return {
    key: verifierKey(name, type, publicKey.subarray(SPKI.length)),
    sign: (message) => sign(null, message, privateKey),
  };
}

/** `name+id+base64(type ‖ public key)`: how a public key is written (C2SP signed-note, verifier keys). */
export const formatVerifierKey = ({ name, type, id, publicKey }: VerifierKey): string =>
  `${name}+${id}+${Buffer.concat([Buffer.of(type), publicKey]).toString('base64')}`;

export function parseVerifierKey(text: string): VerifierKey {
  const [name = '', id = '', ...rest] = text.split('+');
  const bytes = fromBase64(rest.join('+'), 1 + KEY_BYTES);
  const type = bytes[0];
  if (type !== 1 && type !== 4) throw new Malformed('a key of an unknown type');
  const key = verifierKey(name, type, bytes.subarray(1));
  if (key.id !== id) throw new Malformed('a key whose id is not its own');
  return key;
}

/** The prime of the curve's field (RFC 8032, § 5.1). */
const P = 2n ** 255n - 19n;
/** The y of all points of small order: under such a key anybody can sign. */
const SMALL_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
]);

/**
 * Whether these bytes spell a point that is not of small order in its one way (RFC 8032, § 5.1.3). Libraries take others,
 * some of points without x.
 */
function isSound(point: Uint8Array): boolean {
  const y = BigInt(`0x${Buffer.from(point.toReversed()).toString('hex')}`) & (2n ** 255n - 1n);
  return y < P && !SMALL_ORDER.has(y);
}

/** Whether the key made this Ed25519 signature over the message. */
export function verifySignature(key: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean {
  // attacker-controlled: two spellings of one key would be two keys to one verifier and none to another.
  if (!isSound(key.publicKey)) return false;
  // attacker-controlled: some libraries take such a signature, which a key's owner alone can make, and some do not.
  if (signature.length !== SIGNATURE_BYTES || !isSound(signature.subarray(0, KEY_BYTES))) return false;
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([SPKI, key.publicKey]), format: 'der', type: 'spki' });
    return verify(null, message, publicKey, signature);
  } catch {
    return false;
  }
}

export const formatSignature = ({ name, id, signature }: NoteSignature): string =>
  `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}\n`;

export const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map(formatSignature).join('')}`;

/** A signed note (C2SP signed-note). Throws `Malformed` on what is none; says nothing of whose signatures are good. */
export function parseNote(note: string): Note {
  // attacker-controlled: control characters would let a text look like another one.
  if (!note.isWellFormed() || /(?!\n)\p{Cc}/u.test(note)) throw new Malformed('a note of forbidden characters');
  const split = note.lastIndexOf('\n\n');
  const lines = note.slice(split + 2).split('\n');
  if (split < 1 || lines.pop() !== '' || lines.length === 0) throw new Malformed('not a signed note');
  if (lines.length > MOST_SIGNATURES) throw new Malformed(`a note of more than ${MOST_SIGNATURES} signatures`);
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

export function parseSignature(line: string): NoteSignature {
  const [dash, name = '', coded = '', ...rest] = line.split(' ');
  if (dash !== '—' || rest.length > 0 || !KEY_NAME.test(name)) throw new Malformed('not a signature line');
  const bytes = fromBase64(coded);
  if (bytes.length < 5) throw new Malformed('a signature line without signature');
  return { name, id: bytes.toString('hex', 0, 4), signature: bytes.subarray(4) };
}

/** A text with one signature. */
export const signNote = (text: string, { key, sign: signWith }: NoteSigner): Note => ({
  text,
  signatures: [{ name: key.name, id: key.id, signature: signWith(Buffer.from(text)) }],
});

/** Which of these keys signed the note. A bad signature under the name and id of one of them makes the note a fake. */
export function signersOf(note: Note, keys: readonly VerifierKey[]): VerifierKey[] | 'forged' {
  const message = Buffer.from(note.text);
  const signers: VerifierKey[] = [];
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((each) => each.type === 1 && each.name === name && each.id === id);
    if (key === undefined) continue;
    if (!verifySignature(key, message, signature)) return 'forged';
    signers.push(key);
  }
  return signers;
}
