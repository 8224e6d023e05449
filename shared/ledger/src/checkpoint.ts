import { fromBase64, fromDecimal } from './bytes.js';
import { Malformed } from './malformed.js';
import { HASH_BYTES } from './merkle.js';
import { signNote, type Note, type NoteSigner } from './note.js';

/** The state of a log: whose, how many leaves, their root (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** The three lines that are signed. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** Reads exactly three lines: extension lines, which nobody could check, are refused. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', end, ...rest] = text.split('\n');
  if (origin === '' || end !== '' || rest.length > 0) throw new Malformed('not the three lines of a checkpoint');
  return { origin, size: fromDecimal(size), root: fromBase64(root, HASH_BYTES) };
}

/** A checkpoint under the log's key, whose name is the origin. Whoever signs must never sign two of one size. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Note {
  if (signer.key.name !== checkpoint.origin) throw new TypeError('a checkpoint is signed by a key named as its origin');
  return signNote(formatCheckpoint(checkpoint), signer);
}
