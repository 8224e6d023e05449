import { hash } from 'node:crypto';
import type { Access, OperationText } from '@agency-graph/ledger/records';
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
 * (agency, agreement, field) is asked through the field sets that say it, of which there are few: the key of one is a
 * digest of what it says, for a log defines it again and again.
 */
export type Key = string;

function keyOf(kind: string, value: string): Key {
  const text = `${kind}\0${value}`;
  return kind === 'record' || kind === 'fieldset' ? digestOf(text) : remembered(text);
}
const digestOf = (text: string): Key => hash('sha256', text, 'hex').slice(0, 32);

/** Keys of what many entries have, and of which each is short: an account, a purpose, an operation. */
const known = new Map<string, Key>();
const MOST_KNOWN = 20_000;

function remembered(text: string): Key {
  let key = known.get(text);
  if (key !== undefined) return key;
  if (known.size === MOST_KNOWN) known.clear();
  known.set(text, (key = digestOf(text)));
  return key;
}

/** What leaves are posted under at which the time of the log goes back: no auditor asks for it, but how it is searched depends on it. */
export const SET_BACK: Key = keyOf('set-back', '');

/** What field sets are asked for by. */
export type FieldsetColumn = 'agency' | 'agreement' | 'field';

/** As much of a line of access as is asked for. */
type FieldSet = Pick<Access, 'agency' | 'source' | 'type' | 'agreement' | 'fields'>;

/** The field sets and the operation that an entry refers to, by their keys, each once. */
export interface Definitions {
  readonly fieldsets: ReadonlyMap<Key, FieldSet>;
  readonly operations: ReadonlyMap<Key, OperationText>;
}

/** What an entry refers to, its parts included. */
export const definitionsOf = ({ access, operation }: Entry): Definitions => ({
  fieldsets: new Map(access.map((line) => [fieldsetKey(line), line])),
  operations: new Map(operation === null ? [] : [[operationKey(operation), operation]]),
});

// No name has a space in it.
const fieldsetKey = ({ agency, source, type, agreement, fields }: FieldSet): Key =>
  keyOf('fieldset', [agency, source, type, agreement ?? '', ...fields].join(' '));
const operationKey = ({ hash: digest, name }: OperationText): Key => keyOf('operation', `${digest} ${name ?? ''}`);

/** What a field set may be asked for by. */
export function saidOfFieldset(set: FieldSet): readonly (readonly [says: FieldsetColumn, value: string])[] {
  const said = (says: FieldsetColumn, values: readonly string[]) =>
    [...new Set(values)].map((value) => [says, value] as const);
  const fields = set.fields.map((field) => `${set.type}.${field}`);
  // Asked for by its id alone, or with its version.
  const agreement = set.agreement === null ? [] : [set.agreement, set.agreement.split('/')[0]!];
  return [...said('agency', [set.agency, set.source]), ...said('agreement', agreement), ...said('field', fields)];
}

/** What an operation may be asked for by. */
export const saidOfOperation = ({ hash: digest, name }: OperationText): readonly string[] => [
  ...new Set([digest, ...(name === null ? [] : [name])]),
];

/** Every key that an entry is posted under, once each. */
export function keysOf(entry: Entry, { fieldsets, operations }: Definitions): readonly Key[] {
  const { record, context } = entry;
  const keys = new Set<Key>([...fieldsets.keys(), ...operations.keys()]);
  for (const id of new Set(subjectsOf(entry))) keys.add(keyOf('record', id));
  for (const token of accountsOf(entry)) keys.add(keyOf('account', token));
  if (context?.endUser != null) keys.add(keyOf('end-user', context.endUser));
  if (context?.case != null) keys.add(keyOf('case', context.case));
  const organisation = organisationOf(entry);
  if (organisation !== null) keys.add(keyOf('organisation', organisation));
  if (context?.purpose != null) keys.add(keyOf('purpose', context.purpose));
  if (record.type === 'write') {
    keys.add(keyOf('written', record.agency)).add(keyOf('written', record.source)).add(keyOf('written', record.field));
  }
  if (isDenial(entry)) keys.add(keyOf('denials', ''));
  if (isAlarm(entry)) keys.add(keyOf('alarms', ''));
  return [...keys];
}

/** What a question is looked up by: keys at once, or field sets and operations that are found first. */
export type LookUp =
  | { readonly by: 'keys'; readonly keys: readonly Key[] }
  | {
      readonly by: 'fieldset';
      readonly column: FieldsetColumn;
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
    case 'record':
      return keys('record', [...question.tokens, ...(question.plain === null ? [] : [question.plain.id])]);
    case 'person':
      return keys('record', question.tokens);
    case 'account':
    case 'end-user':
    case 'case':
      return keys(question.kind, question.tokens);
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
 * Whether an entry is rightly found: it answers, has a record of another type under the id that was asked for, only asked
 * for whom it was to show, or is of the organisation that was, though it has no context.
 */
export function isPosted(question: Question, entry: Entry): boolean {
  if (answers(question, entry)) return true;
  switch (question.kind) {
    case 'subject':
    case 'record':
      return question.plain !== null && subjectsOf(entry).includes(question.plain.id);
    case 'person':
      return subjectsOf(entry).some((token) => question.tokens.has(token));
    case 'organisation':
      return organisationOf(entry) === question.id;
    default:
      return false;
  }
}

/** What all doings of a line are posted under. */
export const lineKeys = (line: ReadonlySet<string>): readonly Key[] =>
  [...line].map((organisation) => keyOf('organisation', organisation));
