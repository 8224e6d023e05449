import type { Pool } from 'pg';
import type { Entries, Entry } from './entry.js';
import { fieldsetKey, lookUpOf, operationKey, type Key, type LookUp } from './posting.js';
import { answers, isWithin, type Period, type Question } from './question.js';
import { scan } from './scan.js';
import { nextOf } from './shipper.js';

/** Where an entry stands in time and in its log. */
export interface Place {
  readonly at: string;
  readonly index: number;
}

/** An index row that its leaf does not bear out: shown as what it is, never as a finding. */
export interface Forged {
  readonly index: number;
  readonly says: string;
}

/** One page of answers, newest first, each read from the log. */
export interface Answered {
  readonly entries: readonly Entry[];
  readonly forged: readonly Forged[];
  /** Where the page ended; null when nothing follows. */
  readonly next: Place | null;
  /** Leaves that the index knows, of how many: later ones were searched in the log itself. */
  readonly indexed: number;
  readonly size: number;
}

export interface Asked {
  readonly question: Question;
  readonly period: Period;
  readonly after: Place | null;
  readonly first: number;
  /** What of the answers this auditor may see. */
  readonly visible: (entry: Entry) => boolean;
}

export interface Search {
  find(asked: Asked): Promise<Answered>;
}

/** Field sets or operations of one question; more than that is a question about everything. */
const MOST_DEFINITIONS = 5_000;

/**
 * Answers questions by the index, and checks each answer against its leaf; what the index does not hold yet, or where
 * it cannot be asked at all, is searched in the log.
 */
export function createSearch(entries: Entries, reader: Pool): Search {
  const { source } = entries;

  return {
    async find({ question, period, after, first, visible }) {
      const size = source.size();
      const origin = await originNumber(reader, source.origin).catch(() => null);
      const lookUp = lookUpOf(question);
      const indexed = origin === null || lookUp.by === 'log' ? 0 : await nextOf(reader, origin).catch(() => 0);
      const found: Entry[] = [];
      const forged: Forged[] = [];

      // What came after the index was last fed stands above everything that it knows.
      const below = after === null ? size : Math.min(size, after.index);
      if (below > indexed) {
        const { entries: tail, next } = scan(entries, question, period, { below, above: indexed, first, visible });
        found.push(...tail);
        if (next !== null) return { entries: found, forged, next: placeOf(found.at(-1)!), indexed, size };
      }
      if (origin === null || indexed === 0) return { entries: found, forged, next: null, indexed, size };

      const keys = await keysFor(reader, lookUp);
      let from = found.length === 0 && after !== null && after.index <= indexed ? after : null;
      while (found.length <= first) {
        const wanted = first + 1 - found.length;
        const places = await postingsOf(reader, { keys, origin, period, from, first: wanted });
        for (const place of places) {
          const entry = place.index < indexed ? entries.at(place.index) : null;
          if (entry === null || entry.record.at !== place.at || !answers(question, entry) || !isWithin(entry, period)) {
            forged.push({ index: place.index, says: 'The leaf at this index does not say what the index says.' });
          } else if (visible(entry)) found.push(entry);
        }
        if (places.length < wanted) break;
        from = places.at(-1)!;
      }
      const shown = found.slice(0, first);
      return { entries: shown, forged, next: found.length > first ? placeOf(shown.at(-1)!) : null, indexed, size };
    },
  };
}

const placeOf = ({ record, index }: Entry): Place => ({ at: record.at, index });

async function originNumber(reader: Pool, name: string): Promise<number | null> {
  const { rows } = await reader.query<{ number: number }>('select number from audit_index.origin where name = $1', [
    name,
  ]);
  return rows[0]?.number ?? null;
}

async function keysFor(reader: Pool, lookUp: LookUp): Promise<readonly Key[]> {
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
  readonly from: Place | null;
  readonly first: number;
}

/**
 * Newest postings of the keys below a place. Each key's are a range of the primary key, read from its end; months that
 * the period does not touch are not looked at.
 */
async function postingsOf(
  reader: Pool,
  { keys, origin, period, from, first }: PostingsAsked,
): Promise<readonly Place[]> {
  const { rows } = await reader.query<{ at: string; index: string }>({
    name: 'audit_index.postings',
    text: `
      select distinct to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, index
      from unnest($1::uuid[]) as asked (asked_key) cross join lateral (
        select at, index from audit_index.posting
        where key = asked_key and at >= $2 and at < $3 and at <= $4 and (at, origin, index) < ($4, $5::smallint, $6::bigint)
          and origin = $5
        order by at desc, origin desc, index desc limit $7
      ) as posting
      order by 1 desc, 2 desc limit $7`,
    values: [keys, period.from, period.to, from?.at ?? period.to, origin, from?.index ?? 0, first],
  });
  return rows.map(({ at, index }) => ({ at, index: Number(index) }));
}
