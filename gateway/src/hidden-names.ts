import type { GraphQLNamedType, GraphQLSchema } from 'graphql';

/** By enum, its values, and by abstract type, what it may stand for, that the graph knows and clients see none of. */
export type HiddenNames = ReadonlyMap<string, ReadonlySet<string>>;

const NONE: ReadonlySet<string> = new Set();
const known = new WeakMap<GraphQLNamedType, ReadonlySet<string>>();

/** Notes what of a schema's types clients see none of: an agency that gives it has not answered wrongly. */
export function noteHidden(schema: GraphQLSchema, hidden: HiddenNames): void {
  for (const [name, names] of hidden) {
    const type = schema.getType(name);
    if (type !== undefined) known.set(type, names);
  }
}

export const hiddenOf = (type: GraphQLNamedType): ReadonlySet<string> => known.get(type) ?? NONE;
