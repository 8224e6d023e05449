import { setImmediate } from 'node:timers/promises';
import type { Entries, Entry } from './entry.js';
import { answers, isOf, isWithin, type Line, type Period, type Question } from './question.js';
import { WHOLE, type Stretch } from './stretches.js';

/** Answers, newest first. */
export interface Found {
  readonly entries: readonly Entry[];
  /** What follows stands below this leaf; null when all was looked at. */
  readonly next: number | null;
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
  /** Outside of these, newest first, nothing is of the period: then they alone are looked at. */
  readonly parts?: Iterable<Stretch>;
}

/** Leaves that are read in one piece: first, and at most. */
const FIRST_PIECE = 32;
const LONGEST_PIECE = 1_024;

/**
 * Answers from the log itself, newest first, below an index: the plain meaning of every other way of searching, and
 * the way for what no index holds yet. Takes the time of reading the leaves between.
 */
export function scan(entries: Entries, question: Question, period: Period, reach: Reach): Found {
  const looking = lookThrough(entries, question, period, reach);
  for (;;) {
    const { done, value } = looking.next();
    if (done) return value;
  }
}

/** The same, with a turn for everybody else between one piece of the log and the next, and none more once `abandoned`. */
export async function scanInTurns(
  entries: Entries,
  question: Question,
  period: Period,
  reach: Reach,
  abandoned?: AbortSignal,
): Promise<Found> {
  const looking = lookThrough(entries, question, period, reach);
  for (;;) {
    abandoned?.throwIfAborted();
    const { done, value } = looking.next();
    if (done) return value;
    await setImmediate();
  }
}

/** Yields after each piece that it read, and after each part. */
function* lookThrough(
  entries: Entries,
  question: Question,
  period: Period,
  { below, above = 0, first, line, most = Infinity, parts = WHOLE }: Reach,
): Generator<void, Found> {
  const found: Entry[] = [];
  const start = Math.min(below, entries.source.size());
  let [left, piece] = [most, FIRST_PIECE];
  for (const part of parts) {
    const from = Math.max(above, part.from);
    for (let to = Math.min(start, part.end); to > from; piece = Math.min(piece * 2, LONGEST_PIECE)) {
      if (left === 0) return { entries: found, next: to };
      const looked = Math.min(piece, left, to - from);
      for (const entry of entries.between(to - looked, to)) {
        if (!isWithin(entry, period) || !answers(question, entry) || !isOf(entry, line)) continue;
        if (found.length === first) return { entries: found, next: found.at(-1)!.index };
        found.push(entry);
      }
      to -= looked;
      left -= looked;
      yield;
    }
    yield;
  }
  return { entries: found, next: null };
}
