import type { InputValueDefinitionNode } from 'graphql';
import { isInaccessible } from '../labels/effective-label.js';
import { OWN_SUBGRAPH } from '../own/schema.js';
import { problem, type Problem } from '../problem.js';
import { argumentsOf, COST_SPEC, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, isListOfObjects, type Subgraph, type SubgraphField } from '../sdl/subgraph.js';
import { namedType } from '../sdl/type-name.js';

/**
 * Warns of lists of objects of which nothing says how long they are, one warning a type: such a list costs what a single
 * object does. An agency has no say in those of the gateway itself.
 */
export const sizedLists = (subgraph: Subgraph): readonly Problem[] => {
  if (subgraph.name === OWN_SUBGRAPH) return [];
  const sized = sizedByOthers(subgraph);
  return [...subgraph.types.values()].flatMap((type) => {
    // Of a connection its own field says how much is wanted.
    if (type.kind !== 'object' || type.fields.has('pageInfo')) return [];
    const unsized = [...type.fields.values()].filter(
      (field) =>
        isListOfObjects(subgraph, field) &&
        !isInaccessible(subgraph, field) &&
        !sized.has(field.coordinate) &&
        !saysSize(subgraph, field) &&
        applied(subgraph.links, field.directives, 'external', FEDERATION_SPEC).length === 0,
    );
    if (unsized.length === 0) return [];
    return problem('UNSIZED_LIST', {
      severity: 'warning',
      subgraph: subgraph.name,
      coordinate: type.name,
      ...at(unsized[0]!.node),
      says: `Nothing says how long lists of ${type.name} are, so each costs what a single object does: ${unsized.map(({ name }) => name).join(', ')}.`,
      fix: 'Give each an argument first, make it a connection, or say with @listSize(assumedSize:) how long it is.',
    });
  });
};

const listSizes = (subgraph: Subgraph, { directives }: SubgraphField): readonly Readonly<Record<string, unknown>>[] =>
  applied(subgraph.links, directives, 'listSize', FEDERATION_SPEC, COST_SPEC).map(argumentsOf);

const saysSize = (subgraph: Subgraph, field: SubgraphField): boolean =>
  listSizes(subgraph, field).length > 0 ||
  field.arguments.some((one) => isSize(one) || fieldsOfInput(subgraph, one).some(isSize));

const isSize = ({ name }: Pick<InputValueDefinitionNode, 'name'>): boolean =>
  name.value === 'first' || name.value === 'last';

const fieldsOfInput = (subgraph: Subgraph, { type }: InputValueDefinitionNode): readonly SubgraphField['node'][] => {
  const input = subgraph.types.get(namedType(type));
  return input?.kind === 'input' ? [...input.fields.values()].map(({ node }) => node) : [];
};

/** Coordinates of lists that the field above gives its size: `@listSize(sizedFields:)`. */
const sizedByOthers = (subgraph: Subgraph): ReadonlySet<string> =>
  new Set(
    [...subgraph.types.values()].flatMap(({ fields }) =>
      [...fields.values()].flatMap((field) =>
        listSizes(subgraph, field)
          .flatMap(({ sizedFields }) => (Array.isArray(sizedFields) ? sizedFields.map(String) : []))
          .map((name) => `${namedType(field.node.type)}.${name}`),
      ),
    ),
  );
