import type { Pool } from 'pg';
import type { Entries, Entry } from './entry.js';
import { leavesIn, listsOf, type LeafList } from './look-up.js';
import { isPosted, lineKeys, type Key } from './posting.js';
import { answers, isOf, isWithin, type Line, type Period, type Question } from './question.js';
import type { Found } from './scan.js';

/** An index row that its leaf does not bear out: shown as what it is, never as a finding. */
export interface Forged {
  readonly index: number;
  readonly says: string;
}

/** Answers that the index points at, newest first, each borne out by its leaf. */
export interface FoundByIndex extends Found {
  readonly forged: readonly Forged[];
}

/** What is asked of the index, and of which leaves. */
export interface AskedOfIndex {
  readonly question: Question;
  readonly keys: readonly Key[];
  readonly period: Period;
  readonly line: Line;
  /** Number of the log. */
  readonly origin: number;
  readonly from: number;
  readonly to: number;
  /** Answers at most. */
  readonly first: number;
}

/** Leaves that one page reads at most of what the index points at: of an auditor's own line there may be few of many. */
const MOST_TRIED = 4_000;

/** Entries that the index is asked for at once: at first as many as are wanted, then so many times more, up to these. */
const MORE_AT_ONCE = 4;
const MOST_AT_ONCE = 10_000;

/** Answers a question by the index; throws the reason of `abandoned`. */
export async function fromIndex(
  reader: Pool,
  entries: Entries,
  { question, keys, period, line, origin, from, to, first }: AskedOfIndex,
  abandoned: AbortSignal | undefined,
): Promise<FoundByIndex> {
  const found: Entry[] = [];
  const forged: Forged[] = [];
  let tried = 0;
  for (let [below, most] = [to, first]; ; most = Math.min(most * MORE_AT_ONCE, Math.max(first, MOST_AT_ONCE))) {
    abandoned?.throwIfAborted();
    const { lists, all } = await listsOf(reader, { keys, origin, period, from, to: below, first: most });
    for (const { index, at, until } of leavesOf(
      await ofLine(reader, lists, { line, origin, period }),
      period,
      entries,
    )) {
      if (tried === MOST_TRIED) return { entries: found, forged, next: index + 1 };
      tried += 1;
      const entry = entries.at(index);
      if (entry !== null && at <= entry.record.at && entry.record.at <= until && isPosted(question, entry)) {
        if (isWithin(entry, period) && answers(question, entry) && isOf(entry, line)) found.push(entry);
        if (found.length === first) return { entries: found, forged, next: null };
      } else if (line === null || (entry !== null && isOf(entry, line))) {
        forged.push({ index, says: 'The leaf at this index does not say what the index says.' });
      }
    }
    if (all) return { entries: found, forged, next: null };
    below = lists.at(-1)!.batch;
  }
}

/**
 * The lists without what the index says is of no organisation of a line, where it takes less to ask it than to read the
 * leaves: so it takes about as long whether others did little of what is asked about, or much.
 */
async function ofLine(
  reader: Pool,
  lists: readonly LeafList[],
  { line, origin, period }: Pick<AskedOfIndex, 'line' | 'origin' | 'period'>,
): Promise<readonly LeafList[]> {
  const entries = lists.reduce((sum, { leaves }) => sum + leaves.length, 0);
  if (line === null || entries <= lists.length * line.size) return lists;
  const own = await leavesIn(reader, lists, { keys: lineKeys(line), origin, period });
  return lists.map((list) => ({ ...list, leaves: list.leaves.filter((leaf) => own.has(leaf)) }));
}

/** A leaf that the index points at, and the times of the batch that it is of. */
interface PointedAt extends Pick<LeafList, 'at' | 'until'> {
  readonly index: number;
}

/** The leaves of some lists, newest first and each once, without those that lie outside of a period. */
function leavesOf(lists: readonly LeafList[], { from, to }: Period, entries: Entries): readonly PointedAt[] {
  const leaves = lists.flatMap((list) => {
    // A batch is in the order of time, so where the period begins or ends in it is found by halving.
    const start = list.at < from ? firstSince(list.leaves, from, entries) : 0;
    const end = list.until < to ? list.leaves.length : firstSince(list.leaves, to, entries);
    return list.leaves.slice(start, end).map((index) => ({ index, at: list.at, until: list.until }));
  });
  leaves.sort((a, b) => b.index - a.index);
  return leaves.filter(({ index }, place) => index !== leaves[place - 1]?.index);
}

/** The place of the first leaf whose record is not older than a time. */
function firstSince(leaves: readonly number[], time: string, entries: Entries): number {
  let [low, high] = [0, leaves.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries.at(leaves[middle]!)?.record.at ?? '') < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
