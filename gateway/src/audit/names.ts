import type { LabelTable } from '@agency-graph/composition';
import { sha256 } from '@agency-graph/contract';
import { ACCOUNT, CASE, END_USER } from '../subject-name.js';
import type { Subjects } from './subjects.js';

/** An opaque id: short, and of characters that need no escape. */
const PLAIN = /^[\w.:/-]{1,64}$/;
/** A name of our own vocabulary, as records have it. */
const NAME = /^[\w.:@/()-]{1,128}$/;

/** How ids stand in records of one time. */
export interface Names {
  account(id: string): string;
  endUser(id: string): string;
  caseReference(reference: string): string;
  /** A person's id as a blind token, any other as it is. */
  record(type: string, id: string, labels: LabelTable): string;
  /** What an argument named, always as a blind token. */
  argument(of: string, value: string): string;
}

export function namesAt(subjects: Subjects, at: string): Names {
  const token = (of: string, id: string): string => subjects.token({ of, id }, at);
  return {
    account: (id) => token(ACCOUNT, id),
    endUser: (id) => token(END_USER, id),
    caseReference: (reference) => token(CASE, reference),
    // attacker-controlled: an agency chooses its ids, and what is no plain id has no place in a record.
    record: (type, id, labels) => (standsForPersons(type, labels) !== false || !PLAIN.test(id) ? token(type, id) : id),
    argument: token,
  };
}

/**
 * Whether rows of a type stand for persons: those of a type with a field of sensitive personal data. Null for an
 * unlabelled type, which may be one.
 */
export function standsForPersons(type: string, labels: LabelTable): boolean | null {
  let known = PERSONS.get(labels);
  if (known === undefined) PERSONS.set(labels, (known = new Map()));
  let persons = known.get(type);
  if (persons === undefined) {
    const own = [...labels.fields].filter(([coordinate]) => coordinate.startsWith(`${type}.`));
    persons = own.length === 0 ? null : own.some(([, label]) => label.personal === 'SENSITIVE');
    known.set(type, persons);
  }
  return persons;
}

const PERSONS = new WeakMap<LabelTable, Map<string, boolean | null>>();

/** A name of somebody else's making, in a form that a record takes; what has none stands as its hash. */
export const asName = (text: string): string => (NAME.test(text) ? text : sha256(text));

/** The same for ids of things. */
export const asOpaqueId = (text: string): string => (PLAIN.test(text) ? text : sha256(text));
