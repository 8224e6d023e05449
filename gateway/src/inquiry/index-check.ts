import type { Pool } from 'pg';
import { RecentlyUsed } from '../recently-used.js';
import type { Entries } from './entry.js';
import { DIGEST, digestOf, postedOf, SAID, type Posted } from './posted.js';

/** Leaves from one to another of which the index does not hold what the log says. */
export interface Distrusted {
  readonly from: number;
  readonly to: number;
}

/** Holds the index against the log, batch by batch: finds what was deleted, which no single row shows. */
export interface IndexCheck {
  /** Remembers what was posted, so that it is not read from the log once more. */
  posted(batch: Posted): void;
  /** Checks the newest batches of what the index says that it holds. */
  newest(origin: number, indexed: number): Promise<void>;
  /** Checks the batches whose turn it is, and again the first that was wrong; goes round and round. */
  next(origin: number, indexed: number): Promise<void>;
  /** What must be read from the log instead, ascending. */
  distrusted(): readonly Distrusted[];
  /** The index was made anew. */
  forget(): void;
}

/** Rows that are checked at once, more or less, and batches: a gateway with little to do posts many small ones. */
const ROWS = 5_000;
const BATCHES = 256;
/** Digests of batches, which never change: 32 bytes each. Half as many batches are gone through without a miss. */
const KEPT = 400_000;

interface Held {
  readonly first: number;
  readonly next: number;
  readonly digest: string;
}

export function createIndexCheck(entries: Entries, reader: Pool): IndexCheck {
  const digests = new RecentlyUsed<string>(KEPT);
  let wrong: readonly Distrusted[] = [];
  let turn = 0;

  const remember = ({ first, next }: Pick<Held, 'first' | 'next'>, digest: string): void =>
    digests.set(`${first}-${next}`, digest);
  /** Whether the log says the same of a batch. */
  const isBorneOut = (held: Held): boolean => {
    let digest = digests.get(`${held.first}-${held.next}`);
    if (digest === undefined) {
      const posted = postedOf(entries, held.first, held.next);
      // attacker-controlled: a batch may be said to end where none would.
      digest = posted.next === held.next ? digestOf(posted) : 'no batch';
      remember(held, digest);
    }
    return digest === held.digest;
  };
  const judge = (from: number, to: number, ok: boolean): void => {
    if (from >= to) return;
    const others = wrong.flatMap((one) => [
      { from: one.from, to: Math.min(one.to, from) },
      { from: Math.max(one.from, to), to: one.to },
    ]);
    wrong = [...others, ...(ok ? [] : [{ from, to }])].filter((one) => one.from < one.to);
  };

  /** Checks batches from that of a leaf on; returns the leaf behind the last. A hole is of no batch, so wrong. */
  const upwards = async (origin: number, start: number, indexed: number): Promise<number> => {
    const batches = await batchesFrom(reader, origin, start);
    let at = start;
    for (const held of batches) {
      judge(at, held.first, false);
      judge(held.first, held.next, isBorneOut(held));
      at = held.next;
    }
    if (batches.length > 0) return at;
    judge(start, indexed, false);
    return indexed;
  };

  return {
    posted: (batch) => remember(batch, digestOf(batch)),
    async newest(origin, indexed) {
      let at = indexed;
      for (const held of await batchesBelow(reader, origin, indexed)) {
        judge(held.next, at, false);
        judge(held.first, held.next, isBorneOut(held));
        at = held.first;
      }
    },
    async next(origin, indexed) {
      if (wrong.length > 0) await upwards(origin, Math.min(...wrong.map(({ from }) => from)), indexed);
      turn = await upwards(origin, turn < indexed ? turn : 0, indexed);
    },
    distrusted: () => joined(wrong),
    forget() {
      wrong = [];
      turn = 0;
    },
  };
}

/** Ascending, neighbours as one. */
function joined(ranges: readonly Distrusted[]): readonly Distrusted[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last?.to === from) last.to = to;
    else all.push({ from, to });
  }
  return all;
}

/** The batch that a leaf is in, and those behind it. */
const batchesFrom = (reader: Pool, origin: number, leaf: number): Promise<readonly Held[]> =>
  batches(reader, origin, leaf, {
    which: `first >= coalesce((
      select case when next > $2 then first else $2 end from audit_index.batch
      where origin = $1 and first <= $2 order by first desc limit 1), $2)`,
    order: 'first',
  });

const batchesBelow = (reader: Pool, origin: number, leaf: number): Promise<readonly Held[]> =>
  batches(reader, origin, leaf, { which: 'first < $2', order: 'first desc' });

async function batches(
  reader: Pool,
  origin: number,
  leaf: number,
  { which, order }: { readonly which: string; readonly order: string },
): Promise<readonly Held[]> {
  const { rows } = await reader.query<{ first: string; next: string; digest: string }>({
    name: `audit_index.batches by ${order}`,
    text: `
      with near as (select * from audit_index.batch where origin = $1 and ${which} order by ${order} limit ${BATCHES}),
      counted as (select *, sum(postings) over (order by ${order}) - postings as before from near),
      held as (select * from counted where before < ${ROWS}),
      said as materialized (${SAID})
      select first, next, ${DIGEST} as digest from held order by ${order}`,
    values: [origin, leaf],
  });
  return rows.map(({ first, next, digest }) => ({ first: Number(first), next: Number(next), digest }));
}
