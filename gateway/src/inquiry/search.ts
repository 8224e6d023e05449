import type { Pool } from 'pg';
import type { Entries, Entry } from './entry.js';
import type { Distrusted, IndexCheck } from './index-check.js';
import { keysFor, leavesIn, listsOf, type LeafList } from './look-up.js';
import { isPosted, lineKeys, lookUpOf, type Key, type LookUp } from './posting.js';
import { answers, EVER, isOf, isWithin, type Line, type Period, type Question } from './question.js';
import { scanInTurns, type Found } from './scan.js';
import { setBackBelow, setBackFrom } from './set-back.js';
import { heldOf } from './shipper.js';
import { mayBeOf, WHOLE, type Stretch } from './stretches.js';

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
/** Leaves that one page reads at most of what the index points at: of an auditor's own line there may be few of many. */
const MOST_TRIED = 4_000;

/** How long the index is waited for where the log answers without it, if not as fast. Milliseconds. */
const MOST_AWAITED = 2_000;

/** Entries that the index is asked for at once: at first as many as are wanted, then so many times more, up to these. */
const MORE_AT_ONCE = 4;
const MOST_AT_ONCE = 10_000;

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

  const indexState = async (): Promise<IndexState> => {
    const held = await heldOf(reader, source.origin);
    if (held === null || held.next === 0) return NO_INDEX;
    const { origin, made, next: indexed } = held;
    // An index that knows of more than there is knows nothing.
    if (indexed > source.size()) throw new Error(`the index says that it holds ${indexed} leaves of ${source.size()}`);
    await check?.newest(origin, indexed);
    return { origin, made, indexed, distrusted: check?.distrusted() ?? [] };
  };

  /** Whether that index still is there: what was asked of one that was emptied meanwhile lacks what it does not say. */
  const isStill = async ({ origin, made, indexed }: IndexState): Promise<boolean> => {
    const held = await heldOf(reader, source.origin);
    return held !== null && held.origin === origin && held.made === made && held.next >= indexed;
  };

  /** Asks by the index, and once more without it where it did not answer, or was made anew meanwhile. */
  const byIndex = async <T>(
    ask: (index: IndexState) => Promise<T>,
    abandoned: AbortSignal | undefined,
    awaited = inTime,
  ): Promise<T> => {
    try {
      const index = await awaited(indexState());
      const answer = await ask(index);
      if (index === NO_INDEX || (await awaited(isStill(index)))) return answer;
    } catch (error) {
      abandoned?.throwIfAborted();
      failed(error);
    }
    return ask(NO_INDEX);
  };

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
          ? await fromIndex({ ...asked, first }, { origin, keys, from, to, forged, abandoned })
          : await scanInTurns(entries, question, period, reach, abandoned);
      found.push(...more.entries);
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

  /** Answers that the index points at, each borne out by its leaf. */
  async function fromIndex(
    { question, period, line, first }: Asked,
    { origin, keys, from, to, forged, abandoned }: IndexedPart,
  ): Promise<Found> {
    const found: Entry[] = [];
    let tried = 0;
    for (let [below, most] = [to, first]; ; most = Math.min(most * MORE_AT_ONCE, Math.max(first, MOST_AT_ONCE))) {
      abandoned?.throwIfAborted();
      const { lists, all } = await listsOf(reader, { keys, origin, period, from, to: below, first: most });
      for (const { index, at, until } of leavesOf(await ofLine(lists, line, origin, period), period)) {
        if (tried === MOST_TRIED) return { entries: found, next: index + 1 };
        tried += 1;
        const entry = entries.at(index);
        if (entry !== null && at <= entry.record.at && entry.record.at <= until && isPosted(question, entry)) {
          if (isWithin(entry, period) && answers(question, entry) && isOf(entry, line)) found.push(entry);
          if (found.length === first) return { entries: found, next: null };
        } else if (line === null || (entry !== null && isOf(entry, line))) {
          forged.push({ index, says: 'The leaf at this index does not say what the index says.' });
        }
      }
      if (all) return { entries: found, next: null };
      below = lists.at(-1)!.batch;
    }
  }

  /**
   * The lists without what the index says is of no organisation of a line, where it takes less to ask it than to read the
   * leaves: so it takes about as long whether others did little of what is asked about, or much.
   */
  async function ofLine(
    lists: readonly LeafList[],
    line: Line,
    origin: number,
    period: Period,
  ): Promise<readonly LeafList[]> {
    const entries = lists.reduce((sum, { leaves }) => sum + leaves.length, 0);
    if (line === null || entries <= lists.length * line.size) return lists;
    const own = await leavesIn(reader, lists, { keys: lineKeys(line), origin, period });
    return lists.map((list) => ({ ...list, leaves: list.leaves.filter((leaf) => own.has(leaf)) }));
  }

  /** The leaves of some lists, newest first and each once, without those that lie outside of a period. */
  function leavesOf(lists: readonly LeafList[], { from, to }: Period) {
    const leaves = lists.flatMap((list) => {
      // A batch is in the order of time, so where the period begins or ends in it is found by halving.
      const start = list.at < from ? firstSince(list.leaves, from) : 0;
      const end = list.until < to ? list.leaves.length : firstSince(list.leaves, to);
      return list.leaves.slice(start, end).map((index) => ({ index, at: list.at, until: list.until }));
    });
    leaves.sort((a, b) => b.index - a.index);
    return leaves.filter(({ index }, place) => index !== leaves[place - 1]?.index);
  }

  function firstSince(leaves: readonly number[], time: string): number {
    let [low, high] = [0, leaves.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries.at(leaves[middle]!)?.record.at ?? '') < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** How much of the index can be asked. */
interface IndexState {
  /** Its number of this log, and which index it is. */
  readonly origin: number;
  readonly made: number;
  /** Leaves that it knows. */
  readonly indexed: number;
  readonly distrusted: readonly Distrusted[];
}

const NO_INDEX: IndexState = { origin: 0, made: 0, indexed: 0, distrusted: [] };

/** The first leaf of which the index is not relied on to tell how time went. */
const trustedBelow = ({ indexed, distrusted }: IndexState): number => Math.min(indexed, distrusted[0]?.from ?? indexed);

/** The answer of an index that the log can do without; rejects where it takes too long. */
const inTime = <T>(answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('its database takes too long to answer')), MOST_AWAITED);
    answer.then(resolve, reject).finally(() => clearTimeout(late));
  });

const patiently: typeof inTime = (answer) => answer;

const isEver = ({ from, to }: Period): boolean => from <= EVER.from && EVER.to <= to;

/** Where the index is asked, and what is told beside the answers. */
interface IndexedPart {
  readonly origin: number;
  readonly keys: readonly Key[];
  readonly from: number;
  readonly to: number;
  readonly forged: Forged[];
  readonly abandoned: AbortSignal | undefined;
}

interface Run {
  readonly by: 'log' | 'index';
  readonly from: number;
  readonly to: number;
}

/** Leaves below one of them, newest first, by where they are searched. */
function runs(below: number, { indexed, distrusted }: IndexState): readonly Run[] {
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
