import { Refusal } from '../refusals.js';
import type { Period, Question } from './question.js';
import type { Ask } from './schema/ask.js';

/** Makes the blind tokens that a subject, account or reference had in the months of a period; a key is made for nobody. */
export type TokensOf = (of: string, id: string, period: Period) => ReadonlySet<string>;

/** Kinds of subjects that are no agency's: as records name them. */
const OF = { account: 'account', person: 'end user', case: 'case' } as const;
const LONGEST_ID = 256;

/** What of an auditor's question is about one person, and so needs a case. */
const PERSONAL: ReadonlySet<string> = new Set(['subject', 'sought', 'account', 'person']);

/** An auditor's question in the log's terms. Throws a `Refusal` that says which part is not understood. */
export function questionOf(ask: Ask, period: Period, tokens: TokensOf): Question {
  const given = Object.entries(ask).filter(([, value]) => value !== undefined && value !== null && value !== false);
  if (given.length !== 1) {
    throw new Refusal('BAD_USER_INPUT', `Ask by exactly one thing: one of ${Object.keys(ask).join(', ')}.`);
  }
  for (const text of textsIn(given[0]![1])) {
    if (text === '' || text.length > LONGEST_ID || !text.isWellFormed() || text.includes('\0'))
      throw new Refusal('BAD_USER_INPUT', `What is asked by is a text of 1 to ${LONGEST_ID} characters.`);
  }
  if (ask.subject != null)
    return { kind: 'subject', tokens: tokens(ask.subject.type, ask.subject.id, period) };
  if (ask.sought != null)
    return { kind: 'subject', tokens: tokens(ask.sought.field, ask.sought.value, period) };
  if (ask.account != null) return { kind: 'account', tokens: tokens(OF.account, ask.account, period) };
  if (ask.person != null) return { kind: 'end-user', tokens: tokens(OF.person, ask.person, period) };
  if (ask.case != null) return { kind: 'case', tokens: tokens(OF.case, ask.case, period) };
  if (ask.record != null) return { kind: 'record', type: ask.record.type, id: ask.record.id };
  if (ask.organisation != null) return { kind: 'organisation', id: ask.organisation };
  if (ask.agency != null) return { kind: 'agency', agency: ask.agency };
  if (ask.agreement != null) return { kind: 'agreement', agreement: ask.agreement };
  if (ask.purpose != null) return { kind: 'purpose', purpose: ask.purpose };
  if (ask.field != null) return { kind: 'field', coordinate: ask.field };
  if (ask.operation != null) return { kind: 'operation', operation: ask.operation };
  if (ask.denials === true) return { kind: 'denials' };
  if (ask.alarms === true) return { kind: 'alarms' };
  return { kind: 'everything' };
}

/** Whether a question is about a person, so that a case must be named. */
export const isPersonal = (ask: Ask): boolean =>
  Object.entries(ask).some(([name, value]) => value != null && PERSONAL.has(name));

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' ? Object.values(value as object).map(String) : [];

const FIRST = '1970-01-01T00:00:00.000000Z';
const LAST = '9999-12-31T23:59:59.999999Z';

/** From and to, RFC 3339, as records write time: UTC with microseconds. Throws a `Refusal` on a period that ends before it begins. */
export function periodOf(from: string | null, to: string | null): Period {
  const period = { from: from === null ? FIRST : utc(from), to: to === null ? LAST : utc(to) };
  if (period.from > period.to) throw new Refusal('BAD_USER_INPUT', 'The period ends before it begins.');
  return period;
}

/** An instant that a scalar has read, in UTC; digits beyond milliseconds are kept as they are. */
function utc(instant: string): string {
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? '';
  return `${new Date(Date.parse(instant)).toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** Months of a period, `YYYY-MM`, at most those of `most` years before its end. */
export function monthsOf({ from, to }: Period, now: string, most = 10): readonly string[] {
  const end = to < now ? to : now;
  const months: string[] = [];
  for (let [year, month] = [Number(end.slice(0, 4)), Number(end.slice(5, 7))]; months.length < most * 12;) {
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    if (name < from.slice(0, 7)) break;
    months.push(name);
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  }
  return months;
}
