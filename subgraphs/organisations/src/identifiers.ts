import { BadUserInput } from '@agency-graph/kit';

/** What ids and codes are made of; nothing else can name a row. */
const IDENTIFIER = /^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,63}$/u;

/** Whether a text could be an id or a code at all. */
export const isIdentifier = (value: unknown): value is string => typeof value === 'string' && IDENTIFIER.test(value);

/** The argument as given, or `BAD_USER_INPUT`: what cannot be an id never reaches SQL. */
export function identifier(argument: string, value: string): string {
  if (isIdentifier(value)) return value;
  throw new BadUserInput(argument, 'must be an id: letters, digits and . _ - /, at most 64');
}
