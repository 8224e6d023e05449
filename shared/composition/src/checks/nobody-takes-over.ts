import { problem, type Problem } from '../problem.js';
import { entityKeys } from '../sdl/entity-keys.js';
import { fieldSet } from '../sdl/field-set.js';
import { argumentsOf, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph } from '../sdl/subgraph.js';
import { namedType } from '../sdl/type-name.js';
import type { Definition } from './definitions.js';

/**
 * An SDL cannot make its agency the source of another's field: `@override`, `@shareable` on an entity or root type,
 * `@provides`, `@interfaceObject` and a new key of an owned type count only where supergraph.yaml, which agencies do not write, says so.
 */
export const nobodyTakesOver = (
  subgraphs: readonly Subgraph[],
  definitions: ReadonlyMap<string, readonly Definition[]>,
): readonly Problem[] => [
  ...[...definitions.values()].flatMap((each) => [...overrides(each), ...sharedAnswers(each)]),
  ...subgraphs.flatMap((subgraph) => [
    ...interfaceObjects(subgraph, subgraphs),
    ...foreignKeys(subgraph, subgraphs),
    ...provisions(subgraph),
  ]),
];

const overrides = (definitions: readonly Definition[]): readonly Problem[] =>
  definitions.flatMap(({ subgraph, field, type }) =>
    applied(subgraph.links, field.directives, 'override', FEDERATION_SPEC)
      .filter(() => !mayTakeOver(subgraph, type.name, field.coordinate))
      .map((node) =>
        refuse(
          subgraph,
          field.coordinate,
          node,
          `takes ${field.coordinate} over from ${String(argumentsOf(node)['from'])} with @${node.name.value}`,
        ),
      ),
  );

const isOverride = ({ subgraph, field }: Definition): boolean =>
  applied(subgraph.links, field.directives, 'override', FEDERATION_SPEC).length > 0;

/** Value types travel with the row that holds them and cannot be asked for elsewhere; entities and root fields can. */
const sharedAnswers = (definitions: readonly Definition[]): readonly Problem[] => {
  const resolving = definitions.filter(({ external, key }) => !external && !key);
  const askable = definitions.some(({ subgraph, type }) => type.root ?? entityKeys(subgraph, type).length > 0);
  if (resolving.length < 2 || !askable || definitions.some(isOverride)) return [];
  const uninvited = resolving.filter(
    ({ subgraph, type, field }) => !subgraph.owns.has(type.name) && !mayTakeOver(subgraph, type.name, field.coordinate),
  );
  const ownerStands = resolving.some(({ subgraph, type }) => subgraph.owns.has(type.name));
  // Without a named owner one of them is the rightful source, and only supergraph.yaml can say which.
  if (!ownerStands && uninvited.length < 2) return [];
  return uninvited.map(({ subgraph, field }) => {
    const others = resolving.filter((each) => each.subgraph !== subgraph).map((each) => each.subgraph.name);
    return refuse(
      subgraph,
      field.coordinate,
      field.node,
      `shares the answering of ${field.coordinate} with ${others.join(', ')}`,
    );
  });
};

const interfaceObjects = (subgraph: Subgraph, all: readonly Subgraph[]): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) =>
    applied(subgraph.links, type.directives, 'interfaceObject', FEDERATION_SPEC)
      .filter(() => all.some((other) => other !== subgraph && other.types.get(type.name)?.kind === 'interface'))
      .filter(() => !mayTakeOver(subgraph, type.name, type.name))
      .map((node) =>
        refuse(
          subgraph,
          type.name,
          node,
          `adds fields to every type behind another agency’s interface ${type.name} with @${node.name.value}`,
        ),
      ),
  );

/** With `@provides` an agency answers for an external field on the way through its own. */
const provisions = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) =>
    [...type.fields.values()].flatMap((field) =>
      applied(subgraph.links, field.directives, 'provides', FEDERATION_SPEC).flatMap((node) =>
        fieldSet(subgraph, namedType(field.node.type), String(argumentsOf(node)['fields'] ?? ''))
          .filter((coordinate) => isExternal(subgraph, coordinate))
          .filter((coordinate) => !mayTakeOver(subgraph, coordinate.split('.')[0] ?? '', coordinate))
          .map((coordinate) =>
            refuse(
              subgraph,
              coordinate,
              node,
              `answers for ${coordinate} on the way through ${field.coordinate} with @${node.name.value}`,
            ),
          ),
      ),
    ),
  );

const isExternal = (subgraph: Subgraph, coordinate: string): boolean => {
  const [type = '', field = ''] = coordinate.split('.');
  const known = subgraph.types.get(type)?.fields.get(field);
  return known !== undefined && applied(subgraph.links, known.directives, 'external', FEDERATION_SPEC).length > 0;
};

const foreignKeys = (subgraph: Subgraph, all: readonly Subgraph[]): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) => {
    const owner = all.find((other) => other !== subgraph && other.owns.has(type.name));
    const owned = owner?.types.get(type.name);
    if (!owner || !owned || mayTakeOver(subgraph, type.name, type.name)) return [];
    const known = new Set(entityKeys(owner, owned).map((key) => key.fields));
    return entityKeys(subgraph, type)
      .filter((key) => !known.has(key.fields))
      .map((key) =>
        refuse(
          subgraph,
          type.name,
          key.node,
          `gives ${type.name} the key “${key.fields}”, which its owner ${owner.name} does not have`,
        ),
      );
  });

const mayTakeOver = (subgraph: Subgraph, type: string, coordinate: string): boolean =>
  subgraph.takesOver.has(coordinate) || subgraph.takesOver.has(type);

const refuse = (subgraph: Subgraph, coordinate: string, node: Parameters<typeof at>[0], what: string): Problem =>
  problem('TAKES_OVER', {
    subgraph: subgraph.name,
    coordinate,
    ...at(node),
    says: `${subgraph.name} ${what}. An agency does not become the source of another’s data by its own schema.`,
    fix: `Remove it, or have the operator write agency: { takesOver: [${coordinate}] } for ${subgraph.name} in supergraph.yaml.`,
  });
