import type { Pool } from 'pg';
import type { Entries, Entry } from './entry.js';
import type { Distrusted, IndexCheck } from './index-check.js';
import { keysFor, postingsOf } from './look-up.js';
import { lookUpOf } from './posting.js';
import { answers, isOf, isWithin, type Line, type Period, type Question } from './question.js';
import { placeOf, scan, type Found, type Place } from './scan.js';
import { nextOf, originNumber } from './shipper.js';

/** An index row that its leaf does not bear out: shown as what it is, never as a finding. */
export interface Forged {
  readonly index: number;
  readonly says: string;
}

/** One page of answers, newest first, each read from the log. */
export interface Answered {
  /** Name of the log. */
  readonly origin: string;
  readonly entries: readonly Entry[];
  readonly forged: readonly Forged[];
  /** Leaves of which the index does not hold what it should: they were searched in the log itself. */
  readonly distrusted: readonly Distrusted[];
  /** Where the page ended; null when nothing follows. */
  readonly next: Place | null;
  /** Leaves that the index knows, of how many: later ones were searched in the log itself. */
  readonly indexed: number;
  readonly size: number;
}

export interface Asked {
  readonly question: Question;
  readonly period: Period;
  readonly after: Place | null;
  readonly first: number;
  /** Whose doings this auditor may see. */
  readonly line: Line;
}

export interface Search {
  find(asked: Asked): Promise<Answered>;
}

/** Leaves that one page reads at most where no index helps; the next page goes on from there. */
const MOST_SCANNED = 100_000;
/** Stretches of the index that are held against the log before a page of it is shown. */
const CHECKED_AT_ONCE = 2;

interface SearchParts {
  readonly entries: Entries;
  readonly reader: Pool;
  /** Null believes that nothing was deleted; rows are held against their leaves all the same. */
  readonly check: IndexCheck | null;
}

/**
 * Answers questions by the index, and checks each answer against its leaf; what the index does not hold, what it was
 * caught not to hold, and everything where it cannot be asked at all, is searched in the log.
 */
export function createSearch({ entries, reader, check }: SearchParts): Search {
  const { source } = entries;

  /** How much of the index can be asked: its number of this log, and leaves that it knows. */
  const indexState = async (size: number): Promise<{ readonly origin: number; readonly indexed: number }> => {
    try {
      const origin = await originNumber(reader, source.origin);
      const indexed = origin === null ? 0 : await nextOf(reader, origin);
      // An index that knows of more than there is knows nothing.
      if (origin === null || indexed > size) return { origin: 0, indexed: 0 };
      await check?.newest(indexed, CHECKED_AT_ONCE);
      return { origin, indexed };
    } catch {
      return { origin: 0, indexed: 0 };
    }
  };

  return {
    async find(asked) {
      const { question, after } = asked;
      const size = source.size();
      const lookUp = lookUpOf(question);
      const { origin, indexed } = lookUp.by === 'log' ? { origin: 0, indexed: 0 } : await indexState(size);
      const distrusted = indexed === 0 ? [] : (check?.distrusted() ?? []);
      const found: Entry[] = [];
      const forged: Forged[] = [];
      const page = (next: Place | null): Answered => ({
        origin: source.origin,
        entries: found,
        forged,
        distrusted,
        next,
        indexed,
        size,
      });

      for (const { by, from, to } of runs(after === null ? size : Math.min(size, after.index), indexed, distrusted)) {
        // One more than there is room for, to know whether a page follows.
        const first = asked.first + 1 - found.length;
        const inLog = (): Found =>
          scan(entries, question, asked.period, {
            below: to,
            above: from,
            first,
            line: asked.line,
            most: MOST_SCANNED,
          });
        const start = after !== null && after.index <= to ? after : null;
        const more =
          by === 'log'
            ? inLog()
            : await fromIndex({ ...asked, first, after: start }, { origin, from, to, forged }).catch(inLog);
        found.push(...more.entries);
        if (found.length > asked.first) {
          found.length = asked.first;
          return page(placeOf(found.at(-1)!));
        }
        if (more.next !== null) return page(more.next);
      }
      return page(null);
    },
  };

  /** Answers that the index points at, each borne out by its leaf. */
  async function fromIndex(
    { question, period, line, first, after }: Asked,
    { origin, from, to, forged }: { origin: number; from: number; to: number; forged: Forged[] },
  ): Promise<Found> {
    const keys = await keysFor(reader, lookUpOf(question));
    const found: Entry[] = [];
    for (let last = after; ;) {
      const wanted = first - found.length;
      const places = await postingsOf(reader, { keys, origin, period, after: last, from, to, first: wanted });
      for (const place of places) {
        const entry = entries.at(place.index);
        const borneOut = entry?.record.at === place.at && answers(question, entry) && isWithin(entry, period);
        if (entry !== null && borneOut) {
          if (isOf(entry, line)) found.push(entry);
        } else if (line === null || (entry !== null && isOf(entry, line))) {
          forged.push({ index: place.index, says: 'The leaf at this index does not say what the index says.' });
        }
      }
      if (places.length < wanted || found.length >= first) return { entries: found, next: null };
      last = places.at(-1)!;
    }
  }
}

interface Run {
  readonly by: 'log' | 'index';
  readonly from: number;
  readonly to: number;
}

/** Leaves below one of them, newest first, by where they are searched. */
function runs(below: number, indexed: number, distrusted: readonly Distrusted[]): readonly Run[] {
  const all: Run[] = [];
  const add = (by: Run['by'], from: number, to: number): void => {
    if (from < Math.min(to, below)) all.push({ by, from, to: Math.min(to, below) });
  };
  add('log', indexed, Infinity);
  let top = indexed;
  for (const { from, to } of distrusted.toReversed()) {
    add('index', to, top);
    add('log', from, Math.min(to, top));
    top = Math.min(top, from);
  }
  add('index', 0, top);
  return all;
}
