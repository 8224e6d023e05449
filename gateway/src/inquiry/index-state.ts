import type { Pool } from 'pg';
import type { Distrusted, IndexCheck } from './index-check.js';
import type { LogSource } from './log-source.js';
import { heldOf } from './shipper.js';

/** How much of the index can be asked. */
export interface IndexState {
  /** Its number of this log, and which index it is. */
  readonly origin: number;
  readonly made: number;
  /** Leaves that it knows. */
  readonly indexed: number;
  readonly distrusted: readonly Distrusted[];
}

export const NO_INDEX: IndexState = { origin: 0, made: 0, indexed: 0, distrusted: [] };

/** The first leaf of which the index is not relied on to tell how time went. */
export const trustedBelow = ({ indexed, distrusted }: IndexState): number =>
  Math.min(indexed, distrusted[0]?.from ?? indexed);

/** How long the index is waited for where the log answers without it, if not as fast. Milliseconds. */
const MOST_AWAITED = 2_000;

/** The answer of an index that the log can do without; rejects where it takes too long. */
export const inTime = <T>(answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('its database takes too long to answer')), MOST_AWAITED);
    answer.then(resolve, reject).finally(() => clearTimeout(late));
  });

/** The answer of an index without which the whole log would have to be read. */
export const patiently: typeof inTime = (answer) => answer;

/** Asks by the index, and once more without it where it did not answer, or was made anew meanwhile. */
export type ByIndex = <T>(
  ask: (index: IndexState) => Promise<T>,
  abandoned: AbortSignal | undefined,
  awaited?: typeof inTime,
) => Promise<T>;

export interface ByIndexParts {
  readonly source: LogSource;
  readonly reader: Pool;
  /** Null believes that nothing was deleted; rows are held against their leaves all the same. */
  readonly check: IndexCheck | null;
  /** Told why the index did not answer; then the log is searched instead. */
  readonly failed: (error: unknown) => void;
}

export function createByIndex({ source, reader, check, failed }: ByIndexParts): ByIndex {
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

  return async (ask, abandoned, awaited = inTime) => {
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
}
