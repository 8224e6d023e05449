import type { AccessRow, Identifier, RecordBody } from '@agency-graph/ledger/records';
import type { CheckedFacts } from '../execute/check-rows.js';
import { NOBODY, type Line, type NamedRow } from './access-rows.js';
import { asName } from './names.js';

/** Bytes of access rows, or of identifiers, in one record at most; leaves room for the rest of it. */
const MOST_BYTES = 45_000;
/** Identifiers that stand in the outcome itself; longer ones stand in parts. Bytes. */
const FEW_BYTES = 4_000;
/** Bytes of alarms in the outcome; alarms of one kind are one, and kinds are few. */
const ALARM_BYTES = 8_000;
/** Bytes of an access row besides its records, and of an identifier and an alarm besides their texts, at most. */
const ROW = 250;
const IDENTIFIER = 40;
const ALARM = 50;
/** Bytes of a text in a list besides its characters, which need no escape: its quotes and a comma. */
const QUOTES = 3;
/** Characters of a record's id at most. */
const LONGEST_ID = 64;
/** Tokens of an argument in one identifier at most: many such fit in a record. */
const TOKENS_AT_ONCE = 1_000;

export interface IndexedRow {
  readonly agency: string;
  readonly row: AccessRow;
}

/** What goes into the outcome itself, and what into records of its own just before it. */
export interface Divided {
  readonly access: readonly AccessRow[];
  readonly identifiers: readonly Identifier[];
  readonly parts: readonly Omit<RecordBody<'outcome_part'>, 'outcome'>[];
}

/** One row for what is of one field set, wherever in the answer it stood; `define` makes a field set's index. */
export function merged(rows: readonly NamedRow[], define: (line: Line) => number): readonly IndexedRow[] {
  const bySet = new Map<string, { readonly line: Line; n: number; records: ReadonlySet<string> | readonly string[] }>();
  for (const { line, n, records } of rows) {
    const known = bySet.get(line.text);
    if (known === undefined) bySet.set(line.text, { line, n, records });
    else {
      known.n += n;
      known.records = union(known.records, records);
    }
  }
  return [...bySet.values()].map(({ line, n, records }) => ({
    agency: line.fieldset.agency,
    row: { fieldset: define(line), n, records: [...records] },
  }));
}

/** The first of them is changed where it is a set already. */
function union(all: ReadonlySet<string> | readonly string[], more: readonly string[]): ReadonlySet<string> {
  const set = all instanceof Set ? (all as Set<string>) : new Set<string>(all);
  for (const one of more) set.add(one);
  return set;
}

/**
 * Divides what became of a request into records: all in one where it is of one agency and fits, else a part an agency,
 * so that one agency's share can be shown without another's. Nothing is ever cut.
 */
export function divide(rows: readonly IndexedRow[], identifiers: readonly Identifier[]): Divided {
  const named = identifiers.reduce((sum, { tokens }) => sum + IDENTIFIER + sizeOf(tokens), 0) <= FEW_BYTES;
  const identifierParts = named
    ? []
    : identifiersInLists(identifiers).map((some) => ({ agency: NOBODY, access: [], identifiers: some }));
  const byAgency = Map.groupBy(rows, ({ agency }) => agency);
  const whole = rows.map(({ row }) => row);
  const fits = byAgency.size <= 1 && whole.reduce((sum, { records }) => sum + ROW + sizeOf(records), 0) <= MOST_BYTES;
  const parts = fits
    ? []
    : [...byAgency].flatMap(([agency, own]) => pieces(own.map(({ row }) => row)).map((access) => ({ agency, access })));
  return { access: fits ? whole : [], identifiers: named ? identifiers : [], parts: [...parts, ...identifierParts] };
}

/** Identifiers in lists that each fit in a record. */
export const identifiersInLists = (identifiers: readonly Identifier[]): readonly (readonly Identifier[])[] =>
  split(identifiers.flatMap(eachToken));

const sizeOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length + QUOTES, 0);

/** Access rows in lists that each fit in a record; a row of very many records is several. */
function pieces(rows: readonly AccessRow[]): AccessRow[][] {
  const lists: AccessRow[][] = [[]];
  let room = MOST_BYTES;
  for (const row of rows) {
    let rest = row.records;
    let uncounted = row.n;
    do {
      if (room < ROW + LONGEST_ID + QUOTES) {
        lists.push([]);
        room = MOST_BYTES;
      }
      let take = 0;
      for (room -= ROW; take < rest.length; take += 1) {
        const size = rest[take]!.length + QUOTES;
        if (room < size) break;
        room -= size;
      }
      const records = rest.slice(0, take);
      rest = rest.slice(take);
      // However a row is split, its pieces count what it counted: the last one what has no record of its own, too.
      const n = rest.length === 0 ? uncounted : records.length;
      uncounted -= n;
      lists.at(-1)!.push({ ...row, records, n });
    } while (rest.length > 0);
  }
  return lists;
}

/** An argument's tokens in lists that each fit. */
const eachToken = ({ argument, tokens }: Identifier): Identifier[] =>
  Array.from({ length: Math.ceil(tokens.length / TOKENS_AT_ONCE) }, (_, at) => ({
    argument,
    tokens: tokens.slice(at * TOKENS_AT_ONCE, (at + 1) * TOKENS_AT_ONCE),
  }));

function split(identifiers: readonly Identifier[]): Identifier[][] {
  const lists: Identifier[][] = [];
  let room = 0;
  for (const one of identifiers) {
    const size = IDENTIFIER + sizeOf(one.tokens);
    if (room < size) {
      lists.push([]);
      room = MOST_BYTES;
    }
    lists.at(-1)!.push(one);
    room -= size;
  }
  return lists;
}

/** Rows that a change of the register overtook, and alarms by what they are about; beyond what fits they are counted as one. */
export function alarmsOf({ alarms, stale }: CheckedFacts): NonNullable<RecordBody<'outcome'>['alarms']> {
  const counts = new Map<string, number>();
  for (const alarm of alarms) counts.set(alarm, (counts.get(alarm) ?? 0) + 1);
  const all = [
    ...[...stale].map(([type, n]) => ({ about: asName(type), kind: 'stale', n })),
    ...[...counts].map(([alarm, n]) => {
      const [about = '', ...rest] = alarm.split(': ');
      return { about: asName(about), kind: asName(rest.join(': ').replaceAll(/[^\w]+/g, '-')), n };
    }),
  ];
  let room = ALARM_BYTES;
  const told = all.filter(({ about, kind }) => (room -= ALARM + about.length + kind.length) >= 0);
  const more = all.slice(told.length).reduce((sum, { n }) => sum + n, 0);
  return more === 0 ? told : [...told, { about: NOBODY, kind: 'more', n: more }];
}
