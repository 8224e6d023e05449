/** An id has at least so many digits: of our own, and of a national id, which has twelve. */
const DIGITS_OF_AN_ID = 6;

/**
 * An operation's name, which its client chose, in a form that holds no id. Without the digits and not as a hash: whoever
 * knows how ids are made would try them all.
 */
export const nameWithoutId = (name: string): string =>
  name.replaceAll(/\D/g, '').length < DIGITS_OF_AN_ID ? name : name.replaceAll(/\d/g, '0');
