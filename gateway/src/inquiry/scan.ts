import type { Entries, Entry } from './entry.js';
import { answers, isWithin, type Period, type Question } from './question.js';

/** One page of answers, newest first. */
export interface Found {
  readonly entries: readonly Entry[];
  /** Where the next page begins: entries below this index; null when there are none. */
  readonly next: number | null;
}

export interface Reach {
  /** Leaves below this index, */
  readonly below: number;
  /** from this one on. */
  readonly above?: number;
  readonly first: number;
  readonly visible: (entry: Entry) => boolean;
}

/**
 * Answers from the log itself, newest first, below an index: the plain meaning of every other way of searching, and
 * the way for what no index holds yet. Takes the time of reading the leaves between.
 */
export function scan(
  entries: Entries,
  question: Question,
  period: Period,
  { below, above = 0, first, visible }: Reach,
): Found {
  const found: Entry[] = [];
  for (let index = Math.min(below, entries.source.size()) - 1; index >= above; index -= 1) {
    const entry = entries.at(index);
    if (entry === null || !isWithin(entry, period) || !answers(question, entry) || !visible(entry)) continue;
    if (found.length === first) return { entries: found, next: found.at(-1)!.index };
    found.push(entry);
  }
  return { entries: found, next: null };
}
