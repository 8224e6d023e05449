import { verifySignature, type Note, type NoteSignature, type NoteSigner, type VerifierKey } from './note.js';

/** A witness's word that it saw this checkpoint follow from all before, and when, by its own clock. */
export interface Cosignature {
  readonly witness: VerifierKey;
  /** Seconds since 1970. */
  readonly time: number;
}

const TIME_BYTES = 8;

/** Signs a checkpoint as a witness (C2SP tlog-cosignature, v1). `text` is the checkpoint's three lines. */
export function cosign(text: string, { key, sign }: NoteSigner, time: number): NoteSignature {
  if (key.type !== 4) throw new TypeError('a witness signs with a key of type 4');
  const when = Buffer.alloc(TIME_BYTES);
  when.writeBigUInt64BE(BigInt(time));
  return { name: key.name, id: key.id, signature: Buffer.concat([when, sign(message(text, time))]) };
}

/** Which of these witnesses co-signed the checkpoint; a bad signature in the name of one of them makes it a fake. */
export function cosignaturesOf(
  { text, signatures }: Note,
  witnesses: readonly VerifierKey[],
): Cosignature[] | 'forged' {
  const found = new Map<VerifierKey, Cosignature>();
  for (const { name, id, signature } of signatures) {
    const witness = witnesses.find((each) => each.type === 4 && each.name === name && each.id === id);
    if (witness === undefined) continue;
    if (signature.length < TIME_BYTES) return 'forged';
    const time = Number(signature.readBigUInt64BE(0));
    if (!Number.isSafeInteger(time)) return 'forged';
    if (!verifySignature(witness, message(text, time), signature.subarray(TIME_BYTES))) return 'forged';
    found.set(witness, { witness, time: Math.max(time, found.get(witness)?.time ?? 0) });
  }
  return [...found.values()];
}

const message = (text: string, time: number): Buffer => Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
