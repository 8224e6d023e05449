import { createHash } from 'node:crypto';
import type { LogRecord } from '@agency-graph/ledger/records';
import { accountsOf, isAlarm, isDenial, type Question } from './question.js';
import type { Entry } from './entry.js';

/**
 * The index is an inverted one: a posting says that an entry answers a key, and every question is a key, or a few.
 * Keys are 128 bits of SHA-256, written as a UUID, so that all postings are of one short length. What depends on a
 * field set alone (agency, agreement, field) is asked through the field sets that say it, of which there are few.
 */
export type Key = string;

const keyOf = (kind: string, value: string): Key => {
  const hex = createHash('sha256').update(`${kind}\0${value}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

/** Where a definition stands: what postings of field sets and operations are keyed by. */
export interface DefinedAt {
  readonly origin: string;
  readonly index: number;
}
const definedAt = ({ origin, index }: DefinedAt): string => `${origin}\0${index}`;

/** Every key that an entry is posted under, once each. */
export function keysOf(entry: Entry, references: References): readonly Key[] {
  const { record, context, origin } = entry;
  const keys = new Set<Key>();
  for (const { type, records } of entry.access) {
    for (const id of records) keys.add(keyOf('record', `${type}\0${id}`)).add(keyOf('token', id));
  }
  for (const { tokens } of entry.identifiers) for (const token of tokens) keys.add(keyOf('token', token));
  if (record.type === 'write') for (const id of record.records) keys.add(keyOf('token', id));
  if (record.type === 'audit_read' && record.subject !== undefined) keys.add(keyOf('token', record.subject));
  for (const token of accountsOf(entry)) keys.add(keyOf('account', token));
  if (context?.endUser != null) keys.add(keyOf('end-user', context.endUser));
  if (context?.case != null) keys.add(keyOf('case', context.case));
  if (context !== null) keys.add(keyOf('organisation', context.organisation));
  if (context?.purpose != null) keys.add(keyOf('purpose', context.purpose));
  for (const index of references.fieldsets) keys.add(keyOf('fieldset', definedAt({ origin, index })));
  if (references.operation !== null) keys.add(keyOf('operation', definedAt({ origin, index: references.operation })));
  if (record.type === 'write') {
    keys.add(keyOf('written', record.agency)).add(keyOf('written', record.source)).add(keyOf('written', record.field));
  }
  if (isDenial(entry)) keys.add(keyOf('denials', ''));
  if (isAlarm(entry)) keys.add(keyOf('alarms', ''));
  return [...keys];
}

/** Definitions that an entry refers to, its parts' included. */
export interface References {
  readonly fieldsets: ReadonlySet<number>;
  readonly operation: number | null;
}

/** The definitions that an outcome and its parts refer to. */
export const referencesOf = (record: LogRecord, parts: readonly LogRecord<'outcome_part'>[]): References => ({
  fieldsets: new Set(
    [...parts, record].flatMap((one) =>
      one.type === 'outcome' || one.type === 'outcome_part' ? one.access.map(({ fieldset }) => fieldset) : [],
    ),
  ),
  operation: 'operation' in record && typeof record.operation === 'number' ? record.operation : null,
});

/** What a question is looked up by: keys at once, or field sets and operations that are found first. */
export type LookUp =
  | { readonly by: 'keys'; readonly keys: readonly Key[] }
  | {
      readonly by: 'fieldset';
      readonly column: 'agency' | 'agreement' | 'field';
      readonly value: string;
      readonly keys: readonly Key[];
    }
  | { readonly by: 'operation'; readonly value: string }
  /** Every entry answers: no index is needed. */
  | { readonly by: 'log' };

export function lookUpOf(question: Question): LookUp {
  const keys = (kind: string, values: Iterable<string>): LookUp => ({
    by: 'keys',
    keys: [...values].map((value) => keyOf(kind, value)),
  });
  switch (question.kind) {
    case 'subject':
      return keys('token', question.tokens);
    case 'account':
    case 'end-user':
    case 'case':
      return keys(question.kind, question.tokens);
    case 'record':
      return keys('record', [`${question.type}\0${question.id}`]);
    case 'organisation':
      return keys('organisation', [question.id]);
    case 'purpose':
      return keys('purpose', [question.purpose]);
    case 'denials':
    case 'alarms':
      return keys(question.kind, ['']);
    case 'agency':
      return { by: 'fieldset', column: 'agency', value: question.agency, keys: [keyOf('written', question.agency)] };
    case 'agreement':
      return { by: 'fieldset', column: 'agreement', value: question.agreement, keys: [] };
    case 'field':
      return {
        by: 'fieldset',
        column: 'field',
        value: question.coordinate,
        keys: [keyOf('written', question.coordinate)],
      };
    case 'operation':
      return { by: 'operation', value: question.operation };
    case 'everything':
      return { by: 'log' };
    default:
      return question satisfies never;
  }
}

export const fieldsetKey = (at: DefinedAt): Key => keyOf('fieldset', definedAt(at));
export const operationKey = (at: DefinedAt): Key => keyOf('operation', definedAt(at));
