import { parseCheckpoint } from '../checkpoint.js';
import { Malformed } from '../malformed.js';
import { parseNote } from '../note.js';
import { readHeads, type Head, type Notes } from './heads.js';
import type { Trust } from './trust.js';
import { Failure } from './verdict.js';

/** A checkpoint that the reader kept. Mail and editors change line ends, which no signature is about. */
export interface Kept {
  readonly note: string;
  readonly size: number;
}

/** Throws `Malformed` where it is none. */
export function keptCheckpoint(text: string): Kept {
  const lines = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const note = lines.endsWith('\n') ? lines : `${lines}\n`;
  try {
    return { note, size: parseCheckpoint(parseNote(note).text).size };
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`the kept checkpoint: ${error.message}`);
    throw error;
  }
}

/**
 * The states that it speaks of. A copy that is older than what was kept may lack the certificate of its key: that is not
 * what is wrong with it.
 */
export function headsOf(
  { note, size }: Kept,
  notes: Omit<Notes, 'checkpoints'>,
  trust: Trust,
  length: number,
): readonly Head[] {
  try {
    return readHeads({ ...notes, checkpoints: [note], place: 'the kept checkpoint' }, trust).heads;
  } catch (error) {
    if (error instanceof Failure && error.code === 'UNKNOWN_KEY' && size > length)
      throw new Failure('TRUNCATED', `size ${size}`);
    throw error;
  }
}
