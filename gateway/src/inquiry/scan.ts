import type { Entries, Entry } from './entry.js';
import { answers, isOf, isWithin, type Line, type Period, type Question } from './question.js';

/** Where an entry stands in time and in its log. */
export interface Place {
  readonly at: string;
  readonly index: number;
}

/** Answers, newest first. */
export interface Found {
  readonly entries: readonly Entry[];
  /** Where it was left off: what follows stands below; null when all was looked at. */
  readonly next: Place | null;
}

export interface Reach {
  /** Leaves below this index, */
  readonly below: number;
  /** from this one on. */
  readonly above?: number;
  readonly first: number;
  readonly line: Line;
  /** Leaves that are looked at, at most. */
  readonly most?: number;
}

/**
 * Answers from the log itself, newest first, below an index: the plain meaning of every other way of searching, and
 * the way for what no index holds yet. Takes the time of reading the leaves between.
 */
export function scan(
  entries: Entries,
  question: Question,
  period: Period,
  { below, above = 0, first, line, most = Infinity }: Reach,
): Found {
  const found: Entry[] = [];
  const start = Math.min(below, entries.source.size()) - 1;
  let { to: at } = period;
  for (let index = start; index >= above; index -= 1) {
    if (start - index >= most) return { entries: found, next: { at, index: index + 1 } };
    const entry = entries.at(index);
    if (entry === null) continue;
    ({ at } = entry.record);
    if (!isWithin(entry, period) || !answers(question, entry) || !isOf(entry, line)) continue;
    if (found.length === first) return { entries: found, next: placeOf(found.at(-1)!) };
    found.push(entry);
  }
  return { entries: found, next: null };
}

export const placeOf = ({ record, index }: Entry): Place => ({ at: record.at, index });
