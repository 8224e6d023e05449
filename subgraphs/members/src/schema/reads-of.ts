import { Reads } from '@agency-graph/kit';

/**
 * `Reads` for an argument of a field that a resolver class adds to `type`: type-graphql looks for the directives of its
 * arguments on the type, not on the resolver class that they are written in.
 */
export const readsOf =
  (type: { readonly prototype: object }) =>
  (...fields: readonly string[]): ParameterDecorator =>
  (_resolver, field, index) =>
    Reads(...fields)(type.prototype, field as string, index as never);
