import { problem, type Problem } from '../problem.js';
import { FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, isListOfObjects } from '../sdl/subgraph.js';
import type { Definition } from './definitions.js';

/**
 * A list of objects that two agencies give is put together by place: where they keep it in two orders, one object is
 * given the fields of another. So it has one agency, or is one's own part of an entity that both are asked for by key.
 */
export const listsFromOne = (definitions: ReadonlyMap<string, readonly Definition[]>): readonly Problem[] =>
  [...definitions.values()].flatMap((each) => {
    const giving = each.filter(({ external, key }) => !external && !key);
    if (
      giving.length < 2 ||
      giving.some(isOverride) ||
      !giving.some(({ subgraph, field }) => isListOfObjects(subgraph, field))
    )
      return [];
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
