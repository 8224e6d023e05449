import { commitment, type CanonicalValue } from '@agency-graph/ledger';
import type { RecordBody } from '@agency-graph/ledger/records';
import type { Disclosure, Shut } from '../audit/seal.js';
import type { Entries } from './entry.js';
import type { LogFolder } from './log-folder.js';
import { isOf, type Line } from './question.js';

/** A record, and what stands sealed beside it and the definitions that it stands on. */
export interface SealedRecord {
  /** base64 of its leaf hash, as receipts have it. */
  readonly leaf: string;
  /** Whether a checkpoint covers it: until then a crash may put another one in its place. */
  readonly isPublished: boolean;
  readonly leaves: readonly SealedLeaf[];
}

/** What stands sealed beside one leaf, and what the leaf says of it. */
export interface SealedLeaf {
  readonly index: number;
  /** Commitment, base64url, by path. */
  readonly commitments: Readonly<Record<string, string>>;
  /** Null where it was lost: a log that was broken off has its leaves again, but not what was sealed for them. */
  readonly frame: Uint8Array | null;
}

/** One sealed detail of a leaf, and what came of opening it. */
export interface Detail {
  readonly index: number;
  readonly path: string;
  readonly commitment: string;
  /** What gives the commitment again; nothing else is shown. */
  readonly opened: { readonly value: CanonicalValue; readonly blind: string } | null;
  /** Why it stays shut. */
  readonly because: Shut | 'LOST' | null;
}

/** Why a detail stays shut, in a sentence. */
const SHUT_SAYS = {
  ERASED: 'A key that it was sealed with was destroyed: somebody whom it names was erased, and nobody can open it.',
  CHANGED: 'What stands beside the record is not what was sealed for it.',
  LOST: 'What was sealed for the record was lost where the log was broken off.',
} as const satisfies Record<NonNullable<Detail['because']>, string>;

/**
 * Why a detail stays shut, as an auditor is told. INVARIANT: an auditor of one line is not told whether somebody was
 * erased, and an erasure is of no line: to them whatever stays shut does so for one reason.
 */
export function shutAs(
  because: Detail['because'],
  line: Line,
): { readonly because: string; readonly says: string } | null {
  if (because === null) return null;
  return line === null
    ? { because, says: SHUT_SAYS[because] }
    : { because: 'SHUT', says: 'What was sealed for the record can no longer be opened.' };
}

/**
 * What is sealed for a record, its own details and those of the definitions that it stands on, in the order of the log.
 * Null where there is no such record, or none of this line: the two are not told apart.
 */
export function sealedOf(
  source: Pick<LogFolder, 'sealed'>,
  entries: Entries,
  index: number,
  line: Line,
): SealedRecord | null {
  // Reads on to what was written since, so that each leaf is found where it stands.
  if (index >= entries.source.size()) return null;
  // An intent too: where its outcome is missing, what there is was sealed for it.
  const entry = entries.intent(index);
  if (entry === null || !isOf(entry, line)) return null;
  const stoodOn = [index, ...entries.references(index)].toSorted((a, b) => a - b);
  const leaves = stoodOn.flatMap((leaf) => {
    const record = entries.intent(leaf)?.record;
    if (record === undefined || !('sealed' in record) || record.sealed === undefined) return [];
    return [{ index: leaf, commitments: record.sealed, frame: source.sealed(leaf) }];
  });
  return { leaf: entry.leaf, isPublished: index < entries.source.published(), leaves };
}

/** The details of a leaf, each held against its commitment. */
export function detailsOf(
  { index, commitments, frame }: SealedLeaf,
  open: (sealed: Uint8Array, index: number) => readonly Disclosure[] | Shut,
): readonly Detail[] {
  const opened = frame === null ? 'LOST' : open(frame, index);
  return Object.entries(commitments).map(([path, committed]): Detail => {
    const detail = { index, path, commitment: committed };
    if (typeof opened === 'string') return { ...detail, opened: null, because: opened };
    const found = opened.find((one) => one.path === path);
    return found !== undefined && isCommitted(found, committed)
      ? { ...detail, opened: { value: found.value, blind: found.blind }, because: null }
      : { ...detail, opened: null, because: 'CHANGED' };
  });
}

/** What the record of a reading says of it: which details of which leaves were opened, never what they say. */
export function openedIn(origin: string, details: readonly Detail[]): Pick<RecordBody<'audit_read'>, 'opened'> {
  const leaves = Map.groupBy(
    details.filter(({ opened }) => opened !== null),
    ({ index }) => index,
  );
  const opened = [...leaves].map(([index, all]) => ({ origin, index, paths: all.map(({ path }) => path) }));
  return opened.length === 0 ? {} : { opened };
}

const isCommitted = ({ path, value, blind }: Disclosure, committed: string): boolean =>
  commitment(path, value, Buffer.from(blind, 'base64url')).toString('base64url') === committed;
