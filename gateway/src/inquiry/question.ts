import type { Access } from '@agency-graph/ledger/records';
import { nameWithoutId } from '../operation-name.js';
import type { Entry } from './entry.js';

/**
 * What an auditor asks of the log. Persons are asked for by their blind tokens, one a month: who asks has them made
 * from an id, and an id that is unknown has tokens like any other, which match nothing.
 */
export type Question =
  /** One record, in both of its forms: which of them a record has was decided by the labels of its time. */
  | {
      readonly kind: 'subject' | 'record';
      readonly tokens: ReadonlySet<string>;
      /** Null where it is asked by what stands under tokens alone: a value that somebody was looked for by. */
      readonly plain: PlainRecord | null;
    }
  /** The same, where it stands as a person's: shown or refused under one of these, and not merely asked for. */
  | { readonly kind: 'person'; readonly tokens: ReadonlySet<string> }
  | { readonly kind: 'account'; readonly tokens: ReadonlySet<string> }
  /** The person for whom an application acted. */
  | { readonly kind: 'end-user'; readonly tokens: ReadonlySet<string> }
  /** The case that an access was made for, or that an auditor asked under. */
  | { readonly kind: 'case'; readonly tokens: ReadonlySet<string> }
  | { readonly kind: 'organisation'; readonly id: string }
  | { readonly kind: 'agency'; readonly agency: string }
  /** `<id>`, or `<id>/<version>`. */
  | { readonly kind: 'agreement'; readonly agreement: string }
  | { readonly kind: 'purpose'; readonly purpose: string }
  /** `Type.field`. */
  | { readonly kind: 'field'; readonly coordinate: string }
  /** Name or hash of the operation. */
  | { readonly kind: 'operation'; readonly operation: string }
  | { readonly kind: 'denials' }
  | { readonly kind: 'alarms' }
  | { readonly kind: 'everything' };

/** A record by its own id, which is its type's alone. */
export interface PlainRecord {
  readonly type: string;
  readonly id: string;
}

/** From an instant inclusive to an instant exclusive, UTC with microseconds, as records have them. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export const EVER: Period = { from: '1970-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' };

/** Whether an entry answers a question. This is what a question means: an index may only find such entries faster. */
export function answers(question: Question, entry: Entry): boolean {
  const { record, context, operation, access } = entry;
  switch (question.kind) {
    case 'subject':
    case 'record':
      return (
        subjectsOf(entry).some((token) => question.tokens.has(token)) ||
        (question.plain !== null && isAbout(entry, question.plain))
      );
    case 'person':
      return recordsOf(entry).some((token) => question.tokens.has(token));
    case 'account':
      return accountsOf(entry).some((token) => question.tokens.has(token));
    case 'end-user':
      return context?.endUser != null && question.tokens.has(context.endUser);
    case 'case':
      return context?.case != null && question.tokens.has(context.case);
    case 'organisation':
      return context?.organisation === question.id;
    case 'agency':
      return (
        access.some(({ agency, source }) => agency === question.agency || source === question.agency) ||
        (record.type === 'write' && (record.agency === question.agency || record.source === question.agency))
      );
    case 'agreement':
      return access.some(({ agreement }) => agreement !== null && isAgreement(agreement, question.agreement));
    case 'purpose':
      return context?.purpose === question.purpose;
    case 'field':
      return (
        access.some(({ type, fields }) => fields.some((field) => `${type}.${field}` === question.coordinate)) ||
        (record.type === 'write' && record.field === question.coordinate)
      );
    case 'operation':
      return operation !== null && namesOf(question).some((one) => one === operation.name || one === operation.hash);
    case 'denials':
      return isDenial(entry);
    case 'alarms':
      return isAlarm(entry);
    case 'everything':
      return true;
    default:
      return question satisfies never;
  }
}

/** Whether a line of access is about a record by its own id: the same one may be of another type too. */
export const isIn = ({ type, records }: Pick<Access, 'type' | 'records'>, plain: PlainRecord): boolean =>
  type === plain.type && records.includes(plain.id);

/** The same of an entry. A change that was recorded without the type of what it changed is found by the id of any. */
const isAbout = ({ record, access }: Entry, plain: PlainRecord): boolean =>
  access.some((line) => isIn(line, plain)) ||
  (record.type === 'write' && isIn({ type: record.of ?? plain.type, records: record.records }, plain));

/** What a recorded operation may stand under that is asked for: its name as its client wrote it, or as it is recorded. */
export const namesOf = ({ operation }: Extract<Question, { kind: 'operation' }>): readonly string[] => [
  ...new Set([operation, nameWithoutId(operation)]),
];

/** Blind tokens of the persons that an entry is about: shown, refused, or asked for by an identifier. */
export const subjectsOf = (entry: Entry): readonly string[] => [...recordsOf(entry), ...soughtOf(entry)];

/** The same as far as they were found: persons by their blind tokens, things by their ids. */
export const recordsOf = ({ record, access }: Entry): readonly string[] => [
  ...access.flatMap(({ records }) => records),
  ...(record.type === 'write' ? record.records : []),
  ...(record.type === 'audit_read' && record.subject !== undefined ? [record.subject] : []),
];

/** Blind tokens of the identifiers that were asked by, whose they are or not. */
export const soughtOf = ({ identifiers }: Entry): readonly string[] => identifiers.flatMap(({ tokens }) => tokens);

/** Tokens of the accounts that acted in an entry. */
export function accountsOf({ record, context }: Entry): readonly string[] {
  const known = 'known' in record ? record.known?.account : null;
  const four =
    'requestedBy' in record ? [record.requestedBy, record.approvedBy] : record.type === 'four_eyes' ? [record.by] : [];
  return [context?.account, known, context?.emergency?.approver, ...four].filter((one) => one != null);
}

/** Something asked for was not given: the request, a field, or a row. */
export const isDenial = ({ record, access }: Entry): boolean =>
  ('code' in record && record.code !== undefined) || access.some(({ effect }) => effect === 'deny');

/** Something that a person should look at: a mismatch, an emergency access, a break in the log. */
export const isAlarm = ({ record, context }: Entry): boolean =>
  ALARMING.has(record.type) ||
  (record.type === 'outcome' && (record.alarms ?? []).length > 0) ||
  (context?.emergency ?? null) !== null;

const ALARMING: ReadonlySet<string> = new Set(['alarm', 'log_break', 'clock_step', 'four_eyes']);

/** Whether an agreement that was used, `<id>/<version>`, is the one that is asked for. */
export const isAgreement = (used: string, asked: string): boolean => used === asked || used.startsWith(`${asked}/`);

/** Whether an entry lies in a period. */
export const isWithin = ({ record: { at } }: Entry, { from, to }: Period): boolean => from <= at && at < to;

/** The organisation that acted in an entry, as far as it is known. */
export const organisationOf = ({ record, context }: Entry): string | null =>
  context?.organisation ?? ('known' in record ? (record.known?.organisation ?? null) : null);

/** Organisations whose doings an auditor sees; null is all. */
export type Line = ReadonlySet<string> | null;

/** Whether an entry is of a line. */
export function isOf(entry: Entry, line: Line): boolean {
  if (line === null) return true;
  const organisation = organisationOf(entry);
  return organisation !== null && line.has(organisation);
}
