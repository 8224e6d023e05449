import type { Pool } from 'pg';
import { LONGEST_BATCH } from './posted.js';
import { decodeLeaves } from './posting-list.js';
import type { Key, LookUp } from './posting.js';
import type { Period } from './question.js';

/** Field sets or operations of one question; more than that is a question about everything. */
const MOST_DEFINITIONS = 5_000;

/** The keys that a question is asked by; null where there are none or too many, so that the log itself must be searched. */
export async function keysFor(reader: Pool, lookUp: LookUp, origin: number): Promise<readonly Key[] | null> {
  if (lookUp.by === 'log') return null;
  if (lookUp.by === 'keys') return lookUp.keys;
  const { rows } =
    lookUp.by === 'fieldset'
      ? await reader.query<{ key: Key }>(
          `select key from audit_index.fieldset where origin = $1 and says = $2 and value = $3 limit ${MOST_DEFINITIONS + 1}`,
          [origin, lookUp.column, lookUp.value],
        )
      : await reader.query<{ key: Key }>(
          `select distinct key from audit_index.operation where origin = $1 and value = any($2) limit ${MOST_DEFINITIONS + 1}`,
          [origin, lookUp.values],
        );
  if (rows.length > MOST_DEFINITIONS) return null;
  const defined = rows.map(({ key }) => key);
  return lookUp.by === 'fieldset' ? [...lookUp.keys, ...defined] : defined;
}

interface ListsAsked {
  readonly keys: readonly Key[];
  readonly origin: number;
  readonly period: Period;
  /** Of leaves from one to another. */
  readonly from: number;
  readonly to: number;
  /** Entries that are wanted. */
  readonly first: number;
}

/** What the index says of one key in one batch. */
export interface LeafList {
  readonly batch: number;
  readonly at: string;
  readonly until: string;
  /** Ascending. */
  readonly leaves: readonly number[];
}

/**
 * The newest lists of some keys that touch a period: whole batches, with a list of each of their months, newest first,
 * until there are as many entries as are wanted; and whether these are all. Each key's are a range of the primary key,
 * read from its end, in the months that the period touches.
 */
export async function listsOf(
  reader: Pool,
  { keys, origin, period, from, to, first }: ListsAsked,
): Promise<{ readonly lists: readonly LeafList[]; readonly all: boolean }> {
  const { rows } = await reader.query<{ batch: string; at: string; until: string; n: number; leaves: Buffer }>({
    name: 'audit_index.lists',
    text: `
      select batch, ${utc('at')} as at, ${utc('until')} as until, n, leaves from (
        select batch, at, until, greatest(n, 0) as n, leaves, sum(greatest(n, 0)) over (order by batch desc groups between unbounded preceding and 1 preceding) as before
        from unnest($1::uuid[]) as asked (asked_key) cross join lateral (
          select * from audit_index.posting
          where key = asked_key and origin = $2 and batch > $3 and batch < $4
            and at >= $5 and until >= $6 and at < $7
          order by batch desc fetch first $8 rows with ties
        ) as list
      ) as list
      where before is null or before < $8 order by batch desc`,
    values: [keys, origin, from - LONGEST_BATCH, to, monthOf(period.from), period.from, period.to, first],
  });
  const lists = rows.map(({ batch, at, until, leaves }) => {
    const all = decodeLeaves(Number(batch), leaves);
    return { batch: Number(batch), at, until, leaves: all.filter((leaf) => leaf >= from && leaf < to) };
  });
  // Neither limit was reached: not that of rows, nor that of entries.
  return { lists, all: rows.length < first && rows.reduce((sum, { n }) => sum + n, 0) < first };
}

/** Leaves that some keys have in the batches of some lists, within the period of these. */
export async function leavesIn(
  reader: Pool,
  lists: readonly LeafList[],
  { keys, origin, period }: Pick<ListsAsked, 'keys' | 'origin' | 'period'>,
): Promise<ReadonlySet<number>> {
  const { rows } = await reader.query<{ batch: string; leaves: Buffer }>({
    name: 'audit_index.leaves',
    text: `
      select batch, leaves from audit_index.posting
      where key = any($1::uuid[]) and origin = $2 and batch = any($3::bigint[]) and at >= $4 and until >= $5 and at < $6`,
    values: [keys, origin, [...new Set(lists.map(({ batch }) => batch))], monthOf(period.from), period.from, period.to],
  });
  return new Set(rows.flatMap(({ batch, leaves }) => decodeLeaves(Number(batch), leaves)));
}

const monthOf = (at: string): string => `${at.slice(0, 7)}-01T00:00:00Z`;

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
