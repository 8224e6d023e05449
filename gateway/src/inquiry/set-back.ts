import type { Entry } from './entry.js';
import type { Period } from './question.js';
import type { Search } from './search.js';

/** Alarms that are asked for at once, and how often at most. */
const AT_ONCE = 1_000;
const MOST_PAGES = 20;

const EVER: Period = { from: '1970-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' };

/**
 * Leaves, ascending, at which the log says that its clock was set back, so that its times do not ascend there; null where
 * it holds too many alarms to tell, or too much that no index has.
 */
export async function setBackIn(search: Pick<Search, 'find'>): Promise<readonly number[] | null> {
  const found: number[] = [];
  let after: number | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { entries, indexed, next } = await search.find({
      question: { kind: 'alarms' },
      period: EVER,
      after,
      first: AT_ONCE,
      line: null,
    });
    found.push(...entries.filter(isSetBack).map(({ index }) => index));
    if (next === null) return found.toReversed();
    if (indexed === 0) return null;
    after = next;
  }
  return null;
}

/** A log that two persons let go on does so by the clock of that moment, which need not be behind what it lacks. */
const isSetBack = ({ record }: Entry): boolean =>
  record.type === 'log_break' || (record.type === 'clock_step' && record.microseconds < 0);
