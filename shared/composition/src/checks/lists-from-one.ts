import { Kind, type TypeNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied } from '../sdl/subgraph.js';
import { namedType } from '../sdl/type-name.js';
import type { Definition } from './definitions.js';

/**
 * A list of objects that two agencies give is put together by place: where they keep it in two orders, one object is
 * given the fields of another. So it has one agency, or is one's own part of an entity that both are asked for by key.
 */
export const listsFromOne = (definitions: ReadonlyMap<string, readonly Definition[]>): readonly Problem[] =>
  [...definitions.values()].flatMap((each) => {
    const giving = each.filter(({ external, key }) => !external && !key);
    if (giving.length < 2 || giving.some(isOverride) || !giving.some(isListOfObjects)) return [];
    return giving.map(({ subgraph, field }) =>
      problem('SHARED_LIST', {
        subgraph: subgraph.name,
        coordinate: field.coordinate,
        ...at(field.node),
        says: `${field.coordinate} is a list of objects that ${giving.map((one) => one.subgraph.name).join(' and ')} all give: nothing but their places says which are the same.`,
        fix: 'Let one agency give the list, of entities with a key: the others add their fields to those.',
      }),
    );
  });

const isOverride = ({ subgraph, field }: Definition): boolean =>
  applied(subgraph.links, field.directives, 'override', FEDERATION_SPEC).length > 0;

const isListOfObjects = ({ subgraph, field }: Definition): boolean => {
  const kind = subgraph.types.get(namedType(field.node.type))?.kind;
  return isList(field.node.type) && (kind === 'object' || kind === 'interface' || kind === 'union');
};

const isList = (type: TypeNode): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE);
