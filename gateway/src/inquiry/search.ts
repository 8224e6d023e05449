import type { Pool } from 'pg';
import type { Entries, Entry } from './entry.js';
import { fromIndex, type Forged } from './from-index.js';
import type { Distrusted, IndexCheck } from './index-check.js';
import { createByIndex, inTime, NO_INDEX, patiently, trustedBelow, type IndexState } from './index-state.js';
import { keysFor } from './look-up.js';
import { lookUpOf, type LookUp } from './posting.js';
import { EVER, type Line, type Period, type Question } from './question.js';
import { runs } from './runs.js';
import { scanInTurns } from './scan.js';
import { setBackBelow, setBackFrom } from './set-back.js';
import { mayBeOf, WHOLE, type Stretch } from './stretches.js';

/** One page of answers, newest first, each read from the log. */
export interface Answered {
  /** Name of the log. */
  readonly origin: string;
  readonly entries: readonly Entry[];
  readonly forged: readonly Forged[];
  /** Leaves of which the index does not hold what it should: they were searched in the log itself. */
  readonly distrusted: readonly Distrusted[];
  /** What follows stands below this leaf; null when nothing does. */
  readonly next: number | null;
  /** Leaves that the index knows, of how many: later ones were searched in the log itself. */
  readonly indexed: number;
  readonly size: number;
}

export interface Asked {
  readonly question: Question;
  readonly period: Period;
  /** Only what stands below this leaf. */
  readonly after: number | null;
  readonly first: number;
  /** Whose doings this auditor may see. */
  readonly line: Line;
}

export interface Search {
  /** Goes on until `abandoned`, and throws its reason then. */
  find(asked: Asked, abandoned?: AbortSignal): Promise<Answered>;
}

/** A search that also tells how the time of its log went. */
export interface LogSearch extends Search {
  /** Leaves, ascending, at which the time of the log goes back; null where they cannot be told. */
  setBack(abandoned?: AbortSignal): Promise<readonly number[] | null>;
}

/** Leaves that one page reads at most where no index helps; the next page goes on from there. */
const MOST_SCANNED = 100_000;

interface SearchParts {
  readonly entries: Entries;
  readonly reader: Pool;
  /** Null believes that nothing was deleted; rows are held against their leaves all the same. */
  readonly check: IndexCheck | null;
  /** Told why the index did not answer; then the log is searched instead. */
  readonly failed?: (error: unknown) => void;
}

/**
 * Answers questions by the index, and checks each answer against its leaf; what the index does not hold, what it was
 * caught not to hold, and everything where it cannot be asked at all, is searched in the log: in what may be of the
 * period, where the index tells at which leaves time goes back.
 */
export function createSearch({ entries, reader, check, failed = () => {} }: SearchParts): LogSearch {
  const { source } = entries;
  const byIndex = createByIndex({ source, reader, check, failed });

  return {
    find(asked, abandoned) {
      const size = source.size();
      const lookUp = lookUpOf(asked.question, asked.line);
      const find = (index: IndexState) => findBy(asked, lookUp, index, size, abandoned);
      if (lookUp.by !== 'log') return byIndex(find, abandoned, patiently);
      return isEver(asked.period) ? find(NO_INDEX) : byIndex(find, abandoned);
    },
    setBack: (abandoned) =>
      byIndex(async (index) => {
        const trusted = trustedBelow(index);
        const below = trusted === 0 ? [] : await inTime(setBackBelow(reader, index.origin, trusted));
        const later = await setBackFrom(entries, below === null ? 0 : trusted, abandoned);
        return later && [...(below ?? []), ...later];
      }, abandoned),
  };

  async function findBy(
    asked: Asked,
    lookUp: LookUp,
    index: IndexState,
    size: number,
    abandoned: AbortSignal | undefined,
  ): Promise<Answered> {
    const { question, period, after, line } = asked;
    const keys = index === NO_INDEX ? null : await keysFor(reader, lookUp, index.origin);
    const parts = keys === null ? await partsOf(period, index) : WHOLE;
    // What is read in the log as a whole owes the index nothing.
    const { origin, indexed, distrusted } = keys === null && parts === WHOLE ? NO_INDEX : index;
    const found: Entry[] = [];
    const forged: Forged[] = [];
    const page = (next: number | null): Answered => ({
      origin: source.origin,
      entries: found,
      forged,
      distrusted,
      next,
      indexed: Math.min(indexed, size),
      size,
    });

    for (const { by, from, to } of runs(Math.min(size, after ?? size), keys === null ? NO_INDEX : index)) {
      // One more than there is room for, to know whether a page follows.
      const first = asked.first + 1 - found.length;
      const reach = { below: to, above: from, first, line, most: MOST_SCANNED, parts };
      const more =
        by === 'index' && keys !== null
          ? await fromIndex(reader, entries, { question, keys, period, line, origin, from, to, first }, abandoned)
          : { ...(await scanInTurns(entries, question, period, reach, abandoned)), forged: [] };
      found.push(...more.entries);
      forged.push(...more.forged);
      if (found.length > asked.first) {
        found.length = asked.first;
        return page(found.at(-1)!.index);
      }
      if (more.next !== null) return page(more.next);
    }
    return page(null);
  }

  /** What may be of a period, newest first: all of the log, where nobody tells how its time went. */
  async function partsOf(period: Period, index: IndexState): Promise<Iterable<Stretch>> {
    const known = trustedBelow(index);
    // A log is not looked through in order to look through less of it.
    if (known === 0 || isEver(period)) return WHOLE;
    const setBack = await inTime(setBackBelow(reader, index.origin, known));
    return setBack === null ? WHOLE : mayBeOf(period, entries, setBack, known);
  }
}

const isEver = ({ from, to }: Period): boolean => from <= EVER.from && EVER.to <= to;
