import { hash } from 'node:crypto';
import type { LogRecord } from '@agency-graph/ledger/records';
import {
  accountsOf,
  answers,
  isAlarm,
  isDenial,
  organisationOf,
  subjectsOf,
  type Line,
  type Question,
  namesOf,
} from './question.js';
import type { Entry } from './entry.js';

/**
 * The index is an inverted one: a posting says which entries of a batch answer a key, and every question is a key, or a
 * few. Keys are 128 bits of SHA-256, hex, so that all are of one short length. What depends on a field set alone
 * (agency, agreement, field) is asked through the field sets that say it, of which there are few.
 */
export type Key = string;

function keyOf(kind: string, value: string): Key {
  const text = `${kind}\0${value}`;
  return kind === 'record' ? digestOf(text) : remembered(text);
}
const digestOf = (text: string): Key => hash('sha256', text, 'hex').slice(0, 32);

/** Keys of what many entries have: an account, a purpose, a field set. */
const known = new Map<string, Key>();
const MOST_KNOWN = 20_000;

function remembered(text: string): Key {
  let key = known.get(text);
  if (key !== undefined) return key;
  if (known.size === MOST_KNOWN) known.clear();
  known.set(text, (key = digestOf(text)));
  return key;
}

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
  for (const id of new Set(subjectsOf(entry))) keys.add(keyOf('record', id));
  for (const token of accountsOf(entry)) keys.add(keyOf('account', token));
  if (context?.endUser != null) keys.add(keyOf('end-user', context.endUser));
  if (context?.case != null) keys.add(keyOf('case', context.case));
  const organisation = organisationOf(entry);
  if (organisation !== null) keys.add(keyOf('organisation', organisation));
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
  | { readonly by: 'operation'; readonly values: readonly string[] }
  /** Every entry answers, of whomever: no index is needed. */
  | { readonly by: 'log' };

/** `line` is that of who asks. */
export function lookUpOf(question: Question, line: Line): LookUp {
  const keys = (kind: string, values: Iterable<string>): LookUp => ({
    by: 'keys',
    keys: [...values].map((value) => keyOf(kind, value)),
  });
  switch (question.kind) {
    case 'subject':
      return keys('record', question.tokens);
    case 'account':
    case 'end-user':
    case 'case':
      return keys(question.kind, question.tokens);
    case 'record':
      return keys('record', [question.id]);
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
      return { by: 'operation', values: namesOf(question) };
    case 'everything':
      // Of a line there may be little: it is found where it stands, and others' doings are not looked through for it.
      return line === null ? { by: 'log' } : { by: 'keys', keys: lineKeys(line) };
    default:
      return question satisfies never;
  }
}

/**
 * Whether an entry is rightly found: it answers, has a record of another type under the id that was asked for, or is of
 * the organisation that was, though it has no context.
 */
export function isPosted(question: Question, entry: Entry): boolean {
  if (question.kind === 'record') return subjectsOf(entry).includes(question.id);
  return answers(question, entry) || (question.kind === 'organisation' && organisationOf(entry) === question.id);
}

/** What all doings of a line are posted under. */
export const lineKeys = (line: ReadonlySet<string>): readonly Key[] =>
  [...line].map((organisation) => keyOf('organisation', organisation));

export const fieldsetKey = (at: DefinedAt): Key => keyOf('fieldset', definedAt(at));
export const operationKey = (at: DefinedAt): Key => keyOf('operation', definedAt(at));
