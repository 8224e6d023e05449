import { isEnumType, type GraphQLLeafType } from 'graphql';

/** A leaf's JSON; undefined for a value that is not of its type. `isPlain` says of a text that it stands there as it is, between quotes. */
export type LeafText = (value: unknown, isPlain: boolean) => string | undefined;

/** 32 bits with a sign (GraphQL, § 3.5.1). */
const isInt = (value: unknown): boolean => Number.isInteger(value) && ((value as number) | 0) === value;

/** Compiles how values of a leaf type are written. A value is never coerced across types, but an id written as a number. */
export function leafText(type: GraphQLLeafType): LeafText {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
    return (value) => texts.get(value);
  }
  switch (type.name) {
    case 'Int':
      return (value) => (isInt(value) ? String(value) : undefined);
    case 'Float':
      return (value) => (Number.isFinite(value) ? String(value) : undefined);
    case 'Boolean':
      return (value) => (typeof value === 'boolean' ? String(value) : undefined);
    case 'String':
      return (value, isPlain) => (typeof value === 'string' ? quoted(value, isPlain) : undefined);
    case 'ID':
      return (value, isPlain) => {
        const id = idOf(value);
        return id === null ? undefined : quoted(id, isPlain);
      };
    default:
      return (value) => (holdsInexact(value) ? undefined : JSON.stringify(value));
  }
}

/** The id that a value is, which agencies may write as a whole number; null where it is none. */
export const idOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : Number.isSafeInteger(value) ? String(value) : null;

/** Whether a value is a number too large to be read exactly, or at all: another one may have been written. */
const isInexact = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;

/** Whether a value is such a number, or a list or an object with one anywhere in it. */
export const holdsInexact = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(holdsInexact) : isInexact(value);

/** Characters up to which a text is looked through here: for longer ones `JSON.stringify` is as quick. */
const SHORT = 40;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** A text as JSON: most are short and have nothing in them that is written otherwise. */
function quoted(text: string, isPlain: boolean): string {
  if (isPlain) return `"${text}"`;
  if (text.length > SHORT) return JSON.stringify(text);
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit === QUOTE || unit === BACKSLASH || (unit >= 0xd800 && unit <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}
