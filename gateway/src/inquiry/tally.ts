import { dayOf, policyTime } from '../clock.js';
import type { Entry } from './entry.js';
import { forNewest } from './newest.js';
import { accountsOf, organisationOf, subjectsOf } from './question.js';
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
    const subjects = subjectsOf(entry);
    for (const key of new Set(keysOf(entry, by))) {
      let count = counts.get(key);
      if (count === undefined) counts.set(key, (count = { records: 0, subjects: new Set(), last: entry.record.at }));
      count.records += 1;
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

function keysOf(entry: Entry, by: TallyBy): readonly string[] {
  const { record, context, access } = entry;
  switch (by) {
    case 'DAY':
      return [dayAt(record)];
    case 'MONTH':
      return [dayAt(record).slice(0, 7)];
    case 'ORGANISATION':
      return [organisationOf(entry) ?? 'none'];
    case 'ACCOUNT':
      return accountsOf(entry).slice(0, 1);
    case 'PURPOSE':
      return [context?.purpose ?? 'none'];
    case 'AGENCY':
      return access.map(({ agency }) => agency);
    case 'AGREEMENT':
      return access.flatMap(({ agreement }) => agreement ?? []);
    case 'FIELD':
      return access.flatMap(({ type, fields }) => fields.map((field) => `${type}.${field}`));
    case 'EFFECT':
      return access.map(({ effect }) => effect);
    case 'KIND':
      return [record.type];
    default:
      return by satisfies never;
  }
}

/** Days are those of Vietnam, as those by which a period is given. */
const dayAt = ({ at }: { readonly at: string }): string => dayOf(policyTime(Date.parse(at)));
