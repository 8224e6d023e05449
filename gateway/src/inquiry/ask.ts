import { Refusal } from '../refusals.js';
import { ACCOUNT, CASE, END_USER, spelled, type SubjectName } from '../subject-name.js';
import type { Period, Question } from './question.js';
import type { Ask, RecordRef } from './schema/ask.js';

/** Makes the blind tokens that a subject, account or reference had in the months of a time; a key is made for nobody. */
export type TokensOf = (of: string, id: string) => ReadonlySet<string>;

const LONGEST_ID = 256;

/** What one may ask by. */
const KINDS = [
  'subject',
  'sought',
  'account',
  'person',
  'case',
  'record',
  'organisation',
  'agency',
  'agreement',
  'purpose',
  'field',
  'operation',
  'denials',
  'alarms',
  'everything',
] as const satisfies readonly (keyof Ask)[];

/** An auditor's question in the log's terms. Throws a `Refusal` that says which part is not understood. */
export function questionOf(ask: Ask, tokens: TokensOf): Question {
  const given = Object.entries(ask).filter(([, value]) => value !== undefined && value !== null && value !== false);
  if (given.length !== 1) {
    throw new Refusal('BAD_REQUEST', `Ask by exactly one thing: one of ${KINDS.join(', ')}.`);
  }
  textsIn(given[0]![1]).forEach(checkText);
  if (ask.subject != null) return { kind: 'subject', ...formsOf(ask.subject, tokens) };
  if (ask.record?.type.includes('.') === true)
    throw new Refusal('BAD_REQUEST', 'A record is of a type; a value of a field is asked for by "sought".');
  if (ask.record != null) return { kind: 'record', ...formsOf(ask.record, tokens) };
  if (ask.sought != null) return { kind: 'subject', tokens: tokens(ask.sought.field, ask.sought.value), plain: null };
  if (ask.account != null) return { kind: 'account', tokens: tokens(ACCOUNT, ask.account) };
  if (ask.person != null) return { kind: 'end-user', tokens: tokens(END_USER, ask.person) };
  if (ask.case != null) return { kind: 'case', tokens: tokens(CASE, ask.case) };
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

/** Both forms in which a record may stand, whatever the labels are today. */
const formsOf = ({ type, id }: RecordRef, tokens: TokensOf) => ({
  tokens: tokens(type, id),
  plain: { type, id: spelled({ of: type, id }) },
});

/** 128 bits in base64url. */
const TOKEN = /^[\w-]{21}[AQgw]$/;

/**
 * Whether an id may be a person's token. Whoever holds one must not be answered by it without a case and approval: things
 * may have ids of that form too, but no record says of which time its labels were.
 */
export const mayBeToken = ({ type, id }: RecordRef): boolean => TOKEN.test(spelled({ of: type, id }));

/**
 * The person whom a question is about, so that a case must be named; null where it is about none, or about a record of
 * which that is still to be found out.
 */
export function personAskedAbout(ask: Ask): SubjectName | null {
  if (ask.subject != null) return { of: ask.subject.type, id: ask.subject.id };
  if (ask.sought != null) return { of: ask.sought.field, id: ask.sought.value };
  return ask.person != null ? { of: END_USER, id: ask.person } : null;
}

/** What a question is about that is no person and has keys of its own, which may have been destroyed. */
export function keyedByOwn({ account, case: reference }: Ask): SubjectName | null {
  if (account != null) return { of: ACCOUNT, id: account };
  return reference != null ? { of: CASE, id: reference } : null;
}

/** Whether it is answered by blind tokens, which are others each month. */
export const isAskedByTokens = (ask: Ask): boolean =>
  personAskedAbout(ask) !== null || ask.record != null || ask.account != null || ask.case != null;

/** Throws a `Refusal` for a text that nothing is called by. */
export function checkText(text: string): void {
  if (text === '' || text.length > LONGEST_ID || !text.isWellFormed() || text.includes('\0'))
    throw new Refusal('BAD_REQUEST', `What is asked by is a text of 1 to ${LONGEST_ID} characters.`);
}

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' ? Object.values(value as object).map(String) : [];

const FIRST = '1970-01-01T00:00:00.000000Z';
const LAST = '9999-12-31T23:59:59.999999Z';

/** Days are those of Vietnam, as everywhere in the rules. */
const OFFSET = '+07:00';
const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * A period as records write time: UTC with microseconds. `from` and `to` are instants (RFC 3339) or days, of which the
 * last one counts whole. Throws a `Refusal` on what is neither, and on a period that ends before it begins.
 */
export function periodOf(from: string | null | undefined, to: string | null | undefined): Period {
  const period = { from: from == null ? FIRST : utc(from, 0), to: to == null ? LAST : utc(to, 1) };
  if (period.from >= period.to) throw new Refusal('BAD_REQUEST', 'The period is empty, or ends before it begins.');
  return period;
}

function utc(text: string, days: number): string {
  const isDay = DAY.test(text);
  const day = isDay ? text : INSTANT.exec(text)?.[1];
  const time = Date.parse(isDay ? `${text}T00:00:00${OFFSET}` : text);
  if (day === undefined || Number.isNaN(time) || !isCalendarDay(day))
    throw new Refusal('BAD_REQUEST', 'A period is given by days, 2026-03-01, or instants, 2026-03-01T00:00:00Z.');
  // What is written by another offset may lie in years that records cannot write.
  const within = Math.min(Math.max(isDay ? time + days * 86_400_000 : time, Date.parse(FIRST)), Date.parse(LAST));
  const at = new Date(within).toISOString();
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return `${at.slice(0, 19)}.${fraction.padEnd(6, '0')}Z`;
}

/** Of a month and day that can be read; dates beyond the month’s end are read as of the next one. */
const isCalendarDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
