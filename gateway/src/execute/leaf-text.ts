import { isEnumType, type GraphQLLeafType } from 'graphql';

/** A leaf's JSON; undefined for a value that is not of its type. */
export type LeafText = (value: unknown) => string | undefined;

const MAX_INT = 2_147_483_647;

/** Compiles how values of a leaf type are written. A value is never coerced across types, but an id written as a number. */
export function leafText(type: GraphQLLeafType): LeafText {
  if (isEnumType(type)) {
    // Only values that clients may see: an `@inaccessible` one is no value of the type.
    const texts = new Map(type.getValues().map(({ name }) => [name as unknown, `"${name}"`]));
    return (value) => texts.get(value);
  }
  switch (type.name) {
    case 'Int':
      return (value) => (Number.isInteger(value) && Math.abs(value as number) <= MAX_INT ? String(value) : undefined);
    case 'Float':
      return (value) => (Number.isFinite(value) ? String(value) : undefined);
    case 'Boolean':
      return (value) => (typeof value === 'boolean' ? String(value) : undefined);
    case 'String':
      return (value) => (typeof value === 'string' ? JSON.stringify(value) : undefined);
    case 'ID':
      return (value) =>
        typeof value === 'string'
          ? JSON.stringify(value)
          : Number.isSafeInteger(value)
            ? `"${String(value)}"`
            : undefined;
    default:
      return (value) => JSON.stringify(value);
  }
}
