import { BadUserInput, isText, pageSize } from '@agency-graph/kit';
import { nameKey } from './name-key.js';
import type { MemberFilter } from './schema/member-filter.js';

/** Characters of an id or a code at most. */
const ID_LENGTH = 128;
/** Characters of a name at most: the longest of the world has fewer than a third. */
const NAME_LENGTH = 200;

/** A filter with its values checked; a condition that is null is none. */
export interface MemberConditions {
  readonly cellId: string | null;
  readonly under: string | null;
  /** Beginning of the name key. */
  readonly nameKey: string | null;
  readonly status: string | null;
  readonly religion: string | null;
  readonly theoryLevel: string | null;
}

export interface PageArguments {
  readonly filter: MemberConditions;
  readonly first: number;
  readonly after: string | null;
}

export interface VerificationArguments {
  readonly nationalId: string;
  readonly nameKey: string;
  readonly dateOfBirth: string;
}

// Not the kit's: here an empty text is an id too, which nobody has, and a condition on it finds nothing.
export const isId = (value: unknown): value is string => typeof value === 'string' && isText(value, ID_LENGTH);

/** An id from a caller; BAD_USER_INPUT where no row could have it, which tells nothing of rows. */
export function idOf(argument: string, value: string): string {
  if (isId(value)) return value;
  throw new BadUserInput(argument, `must be an id: at most ${ID_LENGTH} characters of text`);
}

/** The key to seek a name by; BAD_USER_INPUT without a letter to seek. */
function nameKeyOf(argument: string, value: string): string {
  const key = isText(value, NAME_LENGTH) ? nameKey(value) : '';
  if (key !== '') return key;
  throw new BadUserInput(argument, `must be a name: 1 to ${NAME_LENGTH} characters of text`);
}

/** Checks a page's arguments; throws BAD_USER_INPUT naming the first that cannot be. */
export function pageArguments(given: {
  readonly filter: MemberFilter | null | undefined;
  readonly first: number | null | undefined;
  readonly after: string | null | undefined;
}): PageArguments {
  const { cellId, under, name, status, religion, theoryLevel } = given.filter ?? {};
  return {
    first: pageSize(given.first),
    after: given.after ?? null,
    filter: {
      cellId: checked(cellId, (value) => idOf('filter.cellId', value)),
      under: checked(under, (value) => idOf('filter.under', value)),
      nameKey: checked(name, (value) => nameKeyOf('filter.name', value)),
      status: status ?? null,
      religion: checked(religion, (value) => idOf('filter.religion', value)),
      theoryLevel: theoryLevel ?? null,
    },
  };
}

const checked = (value: string | null | undefined, check: (value: string) => string): string | null =>
  value === null || value === undefined ? null : check(value);

/** The values to verify, normalised. A number of a strange shape is no mistake: it has no match, like any other. */
export function verificationOf(given: {
  readonly nationalId: string;
  readonly fullName: string;
  readonly dateOfBirth: string;
}): VerificationArguments {
  return {
    nationalId: idOf('nationalId', given.nationalId),
    nameKey: nameKeyOf('fullName', given.fullName),
    dateOfBirth: given.dateOfBirth,
  };
}
