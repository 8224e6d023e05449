import { fromBase64, fromDecimal } from '../bytes.js';
import { cosignaturesOf } from '../cosignature.js';
import { Malformed } from '../malformed.js';
import { HASH_BYTES } from '../merkle.js';
import { formatNote, parseNote, parseSignature, type VerifierKey } from '../note.js';

/** What a log sends to a witness (C2SP tlog-witness, add-checkpoint). */
export interface AddCheckpoint {
  /** Size of the checkpoint that the witness co-signed last, as the log knows; 0 for none. */
  readonly old: number;
  /** Consistency proof from there. */
  readonly proof: readonly Buffer[];
  /** The new checkpoint under the log's signature. */
  readonly note: string;
}

const LONGEST_PROOF = 63;
const MOST_ANSWERS = 16;

export const formatAddCheckpoint = ({ old, proof, note }: AddCheckpoint): string =>
  [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', note].join('\n');

/** Reads the body of a request. Throws `Malformed`. */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const split = body.indexOf('\n\n');
  const [first = '', ...hashes] = body.slice(0, Math.max(0, split)).split('\n');
  if (!first.startsWith('old ') || hashes.length > LONGEST_PROOF) throw new Malformed('not an add-checkpoint request');
  return {
    old: fromDecimal(first.slice('old '.length)),
    proof: hashes.map((hash) => fromBase64(hash, HASH_BYTES)),
    note: body.slice(split + 2),
  };
}

/**
 * The checkpoint with what a witness answered: its good co-signatures in place of older ones, everything else left
 * out. Throws `Malformed` on an answer that is none.
 */
export function mergeCosignatures(note: string, answer: string, witnesses: readonly VerifierKey[]): string {
  const { text, signatures } = parseNote(note);
  const lines = answer.split('\n');
  if (lines.pop() !== '' || lines.length > MOST_ANSWERS) throw new Malformed('not the answer of a witness');
  const good = lines.map(parseSignature).filter((signature) => {
    const found = cosignaturesOf({ text, signatures: [signature] }, witnesses);
    return found !== 'forged' && found.length > 0;
  });
  const kept = signatures.filter((old) => !good.some(({ name, id }) => name === old.name && id === old.id));
  return formatNote({ text, signatures: [...kept, ...good] });
}
