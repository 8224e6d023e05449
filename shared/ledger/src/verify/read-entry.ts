import { decodeEntry } from '../entry.js';
import { Malformed } from '../malformed.js';
import { Failure } from './verdict.js';

/** The record of a leaf that is checked against its tree: what is no record at all is not what the log holds there. */
export function readEntry(bytes: Buffer, index: number) {
  try {
    return decodeEntry(bytes);
  } catch (error) {
    if (error instanceof Malformed) throw new Failure('NOT_INCLUDED', `record ${index}`);
    throw error;
  }
}
