import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

// What PostgreSQL takes too: it has no year 0 and no offset of 16 hours.
const DATE = /^(?!0000)(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** A calendar day that exists, `YYYY-MM-DD`; text in and text out, so that no time zone can move it. */
function isDate(value: string): boolean {
  const parts = DATE.exec(value);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** An instant with its offset (RFC 3339, at most nanoseconds, no leap second). */
const isDateTime = (value: string): boolean => {
  const parts = DATE_TIME.exec(value);
  return parts !== null && isDate(parts[1] as string);
};

/** `@Field(() => DateScalar)` */
export const DateScalar = textScalar('Date', 'A calendar day, `YYYY-MM-DD`.', isDate);

/** `@Field(() => DateTimeScalar)` */
export const DateTimeScalar = textScalar('DateTime', 'An instant with its offset (RFC 3339).', isDateTime);

function textScalar(name: string, description: string, holds: (value: string) => boolean): GraphQLScalarType {
  const check = (value: unknown): string => {
    if (typeof value === 'string' && holds(value)) return value;
    // The value itself is left out: it may be personal data.
    throw new GraphQLError(`${name} must be ${name === 'Date' ? 'YYYY-MM-DD' : 'an RFC 3339 instant'}.`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    // The driver reads `timestamptz` as a Date.
    serialize: (value) => check(value instanceof Date ? value.toISOString() : value),
    parseValue: check,
    parseLiteral: (node: ValueNode) => check(node.kind === Kind.STRING ? node.value : undefined),
  });
}
