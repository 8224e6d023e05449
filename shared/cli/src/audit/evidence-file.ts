import { parseTrust, verifyEvidence } from '@agency-graph/ledger';
import { hash } from 'node:crypto';

/** Evidence as a gateway gives it. */
export interface EvidenceAnswer {
  /** base64. */
  readonly file: string;
  readonly records: number;
  readonly all: boolean;
}

/** Evidence that is in a file now, as scripts are told of it. */
export interface EvidenceFile {
  readonly file: string;
  /** Records that were found by themselves: others stand there because these refer to them. */
  readonly found: number;
  readonly records: number;
  readonly all: boolean;
  readonly sha256: string;
}

/** Fills a file with evidence, and says what is in it. */
export function fillWithEvidence(
  path: string,
  { file, records, all }: EvidenceAnswer,
  fill: (content: Uint8Array) => void,
): EvidenceFile {
  const bytes = Buffer.from(file, 'base64');
  fill(bytes);
  return { file: path, found: foundIn(bytes), records, all, sha256: hash('sha256', bytes) };
}

function foundIn(evidence: Buffer): number {
  const { leaves } = verifyEvidence(evidence, parseTrust(undefined, undefined));
  return leaves.filter((leaf) => leaf.kind === 'record' && !REFERRED_TO.has(leaf.record['type'])).length;
}

const REFERRED_TO: ReadonlySet<unknown> = new Set(['define', 'outcome_part']);
