import { problem, type Problem } from '../problem.js';
import { isInaccessible } from '../labels/effective-label.js';
import { isStub } from '../sdl/entity-keys.js';
import { at } from '../sdl/place.js';
import type { Subgraph, SubgraphType } from '../sdl/subgraph.js';

/** Warns of types and fields without a description, one warning a type: the explorer shows nothing else to a newcomer. */
export const descriptions = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()]
    .filter((type) => !type.name.includes('__') && !isStub(subgraph, type))
    .flatMap((type) => {
      const fields = [...type.fields.values()]
        .filter((field) => !field.node.description && !isInaccessible(subgraph, field))
        .map((field) => field.name);
      const lacking = [...(isDescribed(type) ? [] : ['the type itself']), ...fields];
      if (lacking.length === 0) return [];
      return problem('NO_DESCRIPTION', {
        severity: 'warning',
        subgraph: subgraph.name,
        coordinate: type.name,
        ...at(type.nodes[0]),
        says: `Type ${type.name} lacks descriptions: ${lacking.join(', ')}.`,
        fix: 'Write one line in quotation marks above each.',
      });
    });

/** Extensions and root types cannot be described here; their fields can. */
const isDescribed = (type: SubgraphType): boolean =>
  type.root !== undefined ||
  type.nodes.every((node) => !('description' in node)) ||
  type.nodes.some((node) => 'description' in node && node.description !== undefined);
