import type { Pool } from 'pg';
import { fieldsetKey, operationKey, type Key, type LookUp } from './posting.js';
import type { Period } from './question.js';
import type { Place } from './scan.js';

/** Field sets or operations of one question; more than that is a question about everything. */
const MOST_DEFINITIONS = 5_000;

/** The keys that a question is asked by. */
export async function keysFor(reader: Pool, lookUp: LookUp): Promise<readonly Key[]> {
  if (lookUp.by === 'log') return [];
  if (lookUp.by === 'keys') return lookUp.keys;
  const [text, values] =
    lookUp.by === 'fieldset'
      ? [
          `select name, index from audit_index.fieldset join audit_index.origin on number = origin
           where says = $1 and value = $2 limit ${MOST_DEFINITIONS}`,
          [lookUp.column, lookUp.value],
        ]
      : [
          `select name, index from audit_index.operation join audit_index.origin on number = origin
           where value = $1 limit ${MOST_DEFINITIONS}`,
          [lookUp.value],
        ];
  const { rows } = await reader.query<{ name: string; index: string }>(text as string, values as string[]);
  const key = lookUp.by === 'fieldset' ? fieldsetKey : operationKey;
  const found = rows.map(({ name, index }) => key({ origin: name, index: Number(index) }));
  return lookUp.by === 'fieldset' ? [...lookUp.keys, ...found] : found;
}

interface PostingsAsked {
  readonly keys: readonly Key[];
  readonly origin: number;
  readonly period: Period;
  /** Below this place, */
  readonly after: Place | null;
  /** of leaves from one to another. */
  readonly from: number;
  readonly to: number;
  readonly first: number;
}

/**
 * Newest postings of the keys below a place. Each key's are a range of the primary key, read from its end; months that
 * the period does not touch are not looked at.
 */
export async function postingsOf(
  reader: Pool,
  { keys, origin, period, after, from, to, first }: PostingsAsked,
): Promise<readonly Place[]> {
  const { rows } = await reader.query<{ at: string; index: string }>({
    name: 'audit_index.postings',
    text: `
      select distinct to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, index
      from unnest($1::uuid[]) as asked (asked_key) cross join lateral (
        select at, index from audit_index.posting
        where key = asked_key and at >= $2 and at < $3 and at <= $4 and (at, origin, index) < ($4, $5::smallint, $6::bigint)
          and origin = $5 and index >= $8 and index < $9
        order by at desc, origin desc, index desc limit $7
      ) as posting
      order by 1 desc, 2 desc limit $7`,
    values: [keys, period.from, period.to, after?.at ?? period.to, origin, after?.index ?? 0, first, from, to],
  });
  return rows.map(({ at, index }) => ({ at, index: Number(index) }));
}
