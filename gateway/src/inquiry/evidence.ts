import { evidenceOfFolder, provableLeaves, type CanonicalObject } from '@agency-graph/ledger';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entries } from './entry.js';
import type { Detail } from './sealed.js';

/** Records of one bundle of evidence at most, definitions not counted. */
export const MOST_EVIDENCE = 2_000;

/** How long evidence waits until its last record is witnessed, and how often it looks. Milliseconds. */
const PATIENCE = 10_000;
const LOOK_EVERY = 250;

/**
 * The evidence of some answers: their records, the parts and the definitions that these refer to, the proofs, and the
 * details that were opened. A record of just now is witnessed within seconds; where no witness answers, the evidence does
 * without.
 */
export async function evidenceOf(
  directory: string,
  entries: Entries,
  question: CanonicalObject,
  indexes: readonly number[],
  details: readonly Detail[] = [],
): Promise<{ readonly bundle: Uint8Array; readonly records: number }> {
  const wanted = new Set(indexes.flatMap((index) => [index, ...entries.references(index)]));
  const last = Math.max(...wanted);
  const until = performance.now() + PATIENCE;
  while (provableLeaves(directory) <= last && performance.now() < until) await delay(LOOK_EVERY);
  const disclosures = details.flatMap(({ index, path, opened }) =>
    opened === null ? [] : [{ index, path, value: opened.value, blind: Buffer.from(opened.blind, 'base64url') }],
  );
  return { bundle: evidenceOfFolder(directory, question, wanted, disclosures), records: wanted.size };
}
