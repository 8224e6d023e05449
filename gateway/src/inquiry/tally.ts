import type { Access } from '@agency-graph/ledger/records';
import { dayOf, policyTime } from '../clock.js';
import type { Entry } from './entry.js';
import { forNewest } from './newest.js';
import { accountsOf, organisationOf, recordsOf, soughtOf } from './question.js';
import type { Asked, Search } from './search.js';

/** By what answers are counted. */
export const TALLY_BY = [
  'DAY',
  'MONTH',
  'ORGANISATION',
  'ACCOUNT',
  'PURPOSE',
  'AGENCY',
  'AGREEMENT',
  'FIELD',
  'EFFECT',
  'KIND',
] as const;
export type TallyBy = (typeof TALLY_BY)[number];

/** How many answers have one value, of how many distinct subjects, and when the last one was. */
export interface Count {
  readonly key: string;
  readonly records: number;
  readonly subjects: number;
  readonly last: string;
}

export interface Tally {
  readonly counts: readonly Count[];
  /** Answers that were counted. */
  readonly of: number;
  /** Whether these are all; else the newest. */
  readonly all: boolean;
}

/** Counts the answers to a question, most frequent first; days and months newest first. */
export async function tally(search: Search, asked: Omit<Asked, 'after' | 'first'>, by: TallyBy): Promise<Tally> {
  const counts = new Map<string, { records: number; readonly subjects: Set<string>; last: string }>();
  let of = 0;
  const all = await forNewest(search, asked, (entry) => {
    const counted = new Set<string>();
    for (const { key, subjects } of valuesOf(entry, by)) {
      let count = counts.get(key);
      if (count === undefined) counts.set(key, (count = { records: 0, subjects: new Set(), last: entry.record.at }));
      if (!counted.has(key)) count.records += 1;
      counted.add(key);
      for (const subject of subjects) count.subjects.add(subject);
    }
    of += 1;
  });
  const told = [...counts].map(([key, { records, subjects, last }]) => ({
    key,
    records,
    subjects: subjects.size,
    last,
  }));
  const inTime = by === 'DAY' || by === 'MONTH';
  told.sort((a, b) => (inTime ? 0 : b.records - a.records) || (a.key < b.key === inTime ? 1 : -1));
  return { counts: told, of, all };
}

/** A value that an entry has, and of which of its subjects. */
interface Value {
  readonly key: string;
  readonly subjects: readonly string[];
}

/** The values of an entry; those of its lines as often as lines have them. */
function valuesOf(entry: Entry, by: TallyBy): readonly Value[] {
  const { record, context, access } = entry;
  const found = recordsOf(entry);
  // Who was asked for by an identifier and found is counted by their record: the two names are of one.
  const subjects = found.length > 0 ? found : soughtOf(entry);
  const ofAll = (...keys: readonly string[]): readonly Value[] => keys.map((key) => ({ key, subjects }));
  const ofLines = (keysOf: (line: Access) => readonly string[]): readonly Value[] =>
    access.flatMap((line) =>
      keysOf(line).map((key) => ({ key, subjects: found.length > 0 ? line.records : subjects })),
    );
  switch (by) {
    case 'DAY':
      return ofAll(dayAt(record));
    case 'MONTH':
      return ofAll(dayAt(record).slice(0, 7));
    case 'ORGANISATION':
      return ofAll(organisationOf(entry) ?? 'none');
    case 'ACCOUNT':
      return ofAll(...accountsOf(entry).slice(0, 1));
    case 'PURPOSE':
      return ofAll(context?.purpose ?? 'none');
    case 'AGENCY':
      return ofLines(({ agency }) => [agency]);
    case 'AGREEMENT':
      return ofLines(({ agreement }) => (agreement === null ? [] : [agreement]));
    case 'FIELD':
      return ofLines(({ type, fields }) => fields.map((field) => `${type}.${field}`));
    case 'EFFECT':
      return ofLines(({ effect }) => [effect]);
    case 'KIND':
      return ofAll(record.type);
    default:
      return by satisfies never;
  }
}

/** Days are those of Vietnam, as those by which a period is given. */
const dayAt = ({ at }: { readonly at: string }): string => dayOf(policyTime(Date.parse(at)));
