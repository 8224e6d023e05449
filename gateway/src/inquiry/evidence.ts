import { evidenceOfFolder, type CanonicalObject } from '@agency-graph/ledger';
import type { Entries } from './entry.js';

/** Records of one bundle of evidence at most, definitions not counted. */
export const MOST_EVIDENCE = 2_000;

/** The evidence of some answers: their records, the parts and the definitions that these refer to, and the proofs. */
export function evidenceOf(
  directory: string,
  entries: Entries,
  question: CanonicalObject,
  indexes: readonly number[],
): { readonly bundle: Uint8Array; readonly records: number } {
  const wanted = new Set(indexes.flatMap((index) => [index, ...entries.references(index)]));
  return { bundle: evidenceOfFolder(directory, question, wanted), records: wanted.size };
}
