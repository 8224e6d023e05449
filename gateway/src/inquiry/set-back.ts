import type { Pool } from 'pg';
import { setImmediate } from 'node:timers/promises';
import type { Entries } from './entry.js';
import { listsOf } from './look-up.js';
import { SET_BACK } from './posting.js';
import { EVER } from './question.js';
import { goesBack, timeBelow } from './stretches.js';

/** Leaves at most at which time goes back; where there are more the log is read as one. */
const MOST = 100_000;
/** Leaves that are looked through at most, and those in one turn. */
const MOST_LOOKED = 100_000;
const IN_A_TURN = 1_024;

/**
 * Leaves below one, ascending, at which the index says that the time of a log goes back; null where it says too many. None
 * is held against the log: one too many parts in two what ascends, and hides nothing.
 */
export async function setBackBelow(reader: Pool, origin: number, below: number): Promise<readonly number[] | null> {
  const asked = { keys: [SET_BACK], origin, period: EVER, from: 0, to: below, first: MOST };
  const { lists, all } = await listsOf(reader, asked);
  return all ? [...new Set(lists.flatMap(({ leaves }) => leaves))].toSorted((a, b) => a - b) : null;
}

/** The same of the leaves from one on, by the log itself; null where they are too many to look through. */
export async function setBackFrom(
  entries: Entries,
  from: number,
  abandoned: AbortSignal | undefined,
): Promise<readonly number[] | null> {
  if (entries.source.size() - from > MOST_LOOKED) return null;
  const found: number[] = [];
  let last = timeBelow(entries, from);
  for (const { index, record } of entries.records(from)) {
    if (index % IN_A_TURN === 0) {
      abandoned?.throwIfAborted();
      await setImmediate();
    }
    if (goesBack(last, record.at)) found.push(index);
    last = record.at;
  }
  return found;
}
