import type { Pool } from 'pg';
import { LONGEST_BATCH } from './posted.js';
import { decodeLeaves } from './posting-list.js';
import { fieldsetKey, operationKey, type DefinedAt, type Key, type LookUp } from './posting.js';
import type { Period } from './question.js';

/** Field sets or operations of one question; more than that is a question about everything. */
const MOST_DEFINITIONS = 5_000;

/** Of which log definitions are meant, and below which leaf: an entry refers to what stands before it. */
interface Within {
  readonly origin: number;
  readonly to: number;
}

/** The keys that a question is asked by; null where they are too many, so that the log itself must be searched. */
export async function keysFor(reader: Pool, lookUp: LookUp, within: Within): Promise<readonly Key[] | null> {
  if (lookUp.by === 'log') return [];
  if (lookUp.by === 'keys') return lookUp.keys;
  const sought =
    lookUp.by === 'fieldset'
      ? [definedAs(reader, 'fieldset', { says: lookUp.column, value: lookUp.value }, within)]
      : lookUp.values.map((value) => definedAs(reader, 'operation', { value }, within));
  const defined = (await Promise.all(sought)).flat();
  if (defined.length > MOST_DEFINITIONS) return null;
  return lookUp.by === 'fieldset' ? [...lookUp.keys, ...defined.map(fieldsetKey)] : defined.map(operationKey);
}

/** Where a log defines what is looked for, newest first: one more than a question may have, where there are as many. */
async function definedAs(
  reader: Pool,
  table: 'fieldset' | 'operation',
  sought: Readonly<Record<string, string>>,
  { origin, to }: Within,
): Promise<readonly DefinedAt[]> {
  const conditions = Object.keys(sought).map((column, place) => `and ${column} = $${place + 3}`);
  const { rows } = await reader.query<{ name: string; index: string }>(
    `select name, index from audit_index.${table} join audit_index.origin on number = origin
     where origin = $1 and index < $2 ${conditions.join(' ')} order by index desc limit ${MOST_DEFINITIONS + 1}`,
    [origin, to, ...Object.values(sought)],
  );
  return rows.map(({ name, index }) => ({ origin: name, index: Number(index) }));
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
