import type { Identifier } from '@agency-graph/ledger/records';
import type { Caller } from '../identity/caller.js';
import { ACCOUNT } from '../subject-name.js';
import type { SealedTexts } from './explained-texts.js';
import type { Names } from './names.js';
import type { Asked } from './operations.js';
import type { Details } from './seal.js';
import type { Subjects } from './subjects.js';

/** Whom arguments named, under the names by which the log knows them at a time. */
export const asKnown = (asked: readonly Asked[], subjects: Pick<Subjects, 'known'>, at: string): readonly Asked[] =>
  asked.map(({ argument, about }) => ({
    argument,
    about: about.map(({ of, id, unlessKnown = of }) => ({
      of: unlessKnown === of || subjects.known({ of, id }, at) !== null ? of : unlessKnown,
      id,
    })),
  }));

/** Whom arguments named, as a record says it: once each, by blind tokens. */
export const identifiersOf = (asked: readonly Asked[], names: Names): readonly Identifier[] =>
  asked.map(({ argument, about }) => ({
    argument,
    tokens: [...new Set(about.map(({ of, id }) => names.argument(of, id)))],
  }));

/**
 * What is sealed of an operation: what was written in it and given for its variables, for as long as nobody whom it
 * names is erased. Null where there is nothing.
 */
export function argumentsOf(
  { literals, variables }: SealedTexts,
  caller: Caller,
  asked: readonly Asked[],
): Details | null {
  if (literals.length === 0 && Object.keys(variables).length === 0) return null;
  const named = asked.flatMap(({ about }) => about);
  return {
    values: { arguments: { literals, variables: JSON.stringify(variables) } },
    subjects: [{ of: ACCOUNT, id: caller.accountId }, ...named],
  };
}
