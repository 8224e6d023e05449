import { parse } from 'graphql';
import { readSubgraph } from './sdl/subgraph.js';
import { namedType } from './sdl/type-name.js';

/**
 * Everything of a supergraph that a policy can name: object types and interfaces, their fields and arguments
 * (`Type.field(argument:)`), whatever types these fields give, and the fields of input types. Throws a GraphQLError for a
 * text that is no SDL.
 */
export const coordinatesOf = (supergraphSdl: string): ReadonlySet<string> =>
  new Set(
    [...readSubgraph('supergraph', parse(supergraphSdl)).types.values()].flatMap((type) => [
      ...(type.kind === 'object' || type.kind === 'interface'
        ? [type.name, ...[...type.fields.values()].map(({ node }) => namedType(node.type))]
        : []),
      ...[...type.fields.values()].flatMap(({ coordinate, arguments: given }) => [
        coordinate,
        ...given.map((argument) => `${coordinate}(${argument.name.value}:)`),
      ]),
    ]),
  );
