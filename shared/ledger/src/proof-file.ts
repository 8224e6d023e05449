import { fromBase64, fromDecimal } from './bytes.js';
import { Malformed } from './malformed.js';
import { HASH_BYTES } from './merkle.js';

/** That an entry stands in a log, in one file that needs no network (C2SP tlog-proof). */
export interface ProofFile {
  readonly index: number;
  readonly proof: readonly Buffer[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

const HEAD = 'c2sp.org/tlog-proof@v1';
/** A tree has no more levels. */
const LONGEST_PROOF = 63;

export const formatProofFile = ({ index, proof, checkpoint }: ProofFile): string =>
  [HEAD, `index ${index}`, ...proof.map((hash) => hash.toString('base64')), '', checkpoint].join('\n');

/** Reads a proof file; its unauthenticated `extra` line is passed over. Throws `Malformed`. */
export function parseProofFile(text: string): ProofFile {
  const split = text.indexOf('\n\n');
  const [head, ...lines] = text.slice(0, split).split('\n');
  if (split < 0 || head !== HEAD) throw new Malformed('not a tlog-proof');
  if (lines[0]?.startsWith('extra ') === true) fromBase64(lines.shift()!.slice('extra '.length));
  const [index = '', ...hashes] = lines;
  if (!index.startsWith('index ')) throw new Malformed('a tlog-proof without index');
  if (hashes.length > LONGEST_PROOF) throw new Malformed('a tlog-proof of too many hashes');
  return {
    index: fromDecimal(index.slice('index '.length)),
    proof: hashes.map((hash) => fromBase64(hash, HASH_BYTES)),
    checkpoint: text.slice(split + 2),
  };
}
