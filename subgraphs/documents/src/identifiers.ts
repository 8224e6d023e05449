import { BadUserInput } from '@agency-graph/kit';

/** Longest id or code, in characters. */
const MOST = 128;

/** Whether a text could be an id or a code at all, and PostgreSQL can take it: neither NUL nor half a surrogate pair. */
export const isIdentifier = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= MOST &&
  value.isWellFormed() &&
  !value.includes('\0');

/** The argument as given, or `BAD_USER_INPUT` where no row could have it, which tells nothing of rows. */
export function identifier(argument: string, value: string): string {
  if (isIdentifier(value)) return value;
  throw new BadUserInput(argument, `must be 1 to ${MOST} characters of text`);
}
