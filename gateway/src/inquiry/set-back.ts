import type { Entries, Entry } from './entry.js';
import type { Period } from './question.js';
import type { Answered, Search } from './search.js';

/** Alarms that are asked for at once, at first and then, and how often at most. */
const AT_FIRST = 20;
const AT_ONCE = 1_000;
const MOST_PAGES = 20;

export const EVER: Period = { from: '1970-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' };

/**
 * Leaves, ascending, at which the log says that its clock was set back, so that its times do not ascend there; of those
 * below `upTo` alone where that is given. Null where it holds too many alarms to tell, or too much that no index has.
 */
export type SetBackIn = (search: Pick<Search, 'find'>, upTo?: number) => Promise<readonly number[] | null>;

/** Finds them, and remembers those of one log: only what came since is looked through again. */
export function createSetBack(): SetBackIn {
  let known: { readonly below: number; readonly leaves: readonly number[] } = { below: 0, leaves: [] };
  // Alarms only become more.
  let tooMany = false;
  return async (search, upTo = Infinity) => {
    if (tooMany) return null;
    const found: number[] = [];
    let { below, leaves } = known;
    let size: number | null = null;
    let after = upTo === Infinity ? null : upTo;
    let looked = 0;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answered: Answered = await search.find({
        question: { kind: 'alarms' },
        period: EVER,
        after,
        first: page === 0 ? AT_FIRST : AT_ONCE,
        line: null,
      });
      size ??= Math.min(answered.size, upTo);
      looked += answered.entries.length;
      // What an index said that lacks something is not relied on any longer.
      if (answered.distrusted.length > 0) [below, leaves] = [0, []];
      found.push(...answered.entries.filter(isSetBack).map(({ index }) => index));
      after = answered.next;
      if (after === null || after <= below) {
        const later = found.filter((leaf) => leaf >= below).toReversed();
        known = { below: Math.max(below, size), leaves: [...leaves, ...later] };
        return known.leaves.filter((leaf) => leaf < upTo);
      }
      if (answered.indexed === 0 && page > 0) return null;
    }
    tooMany = looked > (MOST_PAGES - 1) * AT_ONCE;
    return null;
  };
}

/** A log that two persons let go on does so by the clock of that moment, which need not be behind what it lacks. */
const isSetBack = ({ record }: Entry): boolean =>
  record.type === 'log_break' || (record.type === 'clock_step' && record.microseconds < 0);

/**
 * The times that a log is of, each from its first to its last record: one after the other between the leaves at which its
 * clock was set back, so that the newest record need not be the last one. Where these leaves are not known, as one.
 */
export function timesOf(entries: Entries, setBack: readonly number[] | null): readonly Period[] {
  const starts = [0, ...(setBack ?? [])];
  return starts.flatMap((start, place) => {
    const ends = [start, (starts[place + 1] ?? entries.source.size()) - 1].flatMap(
      (index) => entries.intent(index)?.record.at ?? [],
    );
    return ends.length === 0 ? [] : [{ from: ends[0]!, to: ends.at(-1)! }];
  });
}
