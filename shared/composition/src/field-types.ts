import { parse } from 'graphql';
import { isInaccessible } from './labels/effective-label.js';
import { readSubgraph } from './sdl/subgraph.js';
import { namedType } from './sdl/type-name.js';

/**
 * What clients see of a supergraph's object types: by type and field, the named type that the field gives. Throws a
 * GraphQLError for a text that is no SDL.
 */
export const fieldTypes = (supergraphSdl: string): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const supergraph = readSubgraph('supergraph', parse(supergraphSdl));
  const objects = [...supergraph.types.values()].filter(
    (type) => type.kind === 'object' && !isInaccessible(supergraph, type),
  );
  return new Map(
    objects.map(({ name, fields }) => [
      name,
      new Map(
        [...fields.values()].flatMap((field) =>
          isInaccessible(supergraph, field) ? [] : [[field.name, namedType(field.node.type)] as const],
        ),
      ),
    ]),
  );
};
