import { BadUserInput } from './bad-user-input.js';

/** Rows of a page when `first` is absent. */
export const DEFAULT_PAGE = 20;
/** Rows of a page at most. */
export const MAX_PAGE = 100;
/** Longest id or code, in characters. */
const ID_LENGTH = 128;

/** Whether PostgreSQL can take the text, at most so many characters of it: neither NUL nor half a surrogate pair. */
export const isText = (value: string, most: number): boolean =>
  value.length <= most && value.isWellFormed() && !value.includes('\0');

/** Whether a value could be an id or a code at all: keys come from other agencies' rows as well as from callers. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && isText(value, ID_LENGTH);

/** An id or code as given, or `BAD_USER_INPUT` where no row could have it, which tells nothing of rows. */
export function idOf(argument: string, value: string): string {
  if (isId(value)) return value;
  throw new BadUserInput(argument, `must be 1 to ${ID_LENGTH} characters of text`);
}

/** Rows of a page: 20 when absent; `BAD_USER_INPUT` outside 1 … 100. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    throw new BadUserInput('first', `must be from 1 to ${MAX_PAGE}`);
  return size;
}
