import { Kind } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { selectionOf } from '../sdl/field-set.js';
import { argumentsOf, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph, type SubgraphField, type SubgraphType } from '../sdl/subgraph.js';
import { namedType } from '../sdl/type-name.js';

/**
 * Warns of what interface objects compute and Apollo's planner has no plan for. A field that is made from one that a second
 * interface object computes is never planned. One that is made from the interface's own fields is not planned where a
 * fragment on a type behind the interface asks for it, below a field of a second interface object.
 */
export const interfaceObjectsPlanned = (subgraphs: readonly Subgraph[]): readonly Problem[] => {
  const parts = subgraphs.flatMap(interfaceObjectsOf);
  return parts.flatMap((part) => {
    const { name } = part.type;
    const beside = parts.filter(({ type, subgraph }) => type.name === name && subgraph !== part.subgraph);
    const interfaces = subgraphs
      .flatMap(({ types }) => types.get(name) ?? [])
      .filter(({ kind }) => kind === 'interface');
    return [...part.type.fields.values()].flatMap((field) => {
      const made = madeFrom(part, field);
      const computed = beside.flatMap((other) =>
        [...other.type.fields.values()].filter((one) => made.has(one.coordinate) && madeFrom(other, one).size > 0),
      );
      const isOfInterface = interfaces.some(({ fields }) =>
        [...fields.values()].some((one) => made.has(one.coordinate)),
      );
      const leading = isOfInterface ? beside.flatMap(({ subgraph }) => leadingTo(name, subgraph)) : [];
      return [
        ...computed.map(({ coordinate }) => neverPlanned(part, field, coordinate)),
        ...(leading.length === 0 ? [] : [notInFragments(part, field, leading)]),
      ];
    });
  });
};

/** What one subgraph adds to an interface. */
interface InterfaceObject {
  readonly subgraph: Subgraph;
  readonly type: SubgraphType;
}

const interfaceObjectsOf = (subgraph: Subgraph): readonly InterfaceObject[] =>
  [...subgraph.types.values()]
    .filter(({ directives }) => applied(subgraph.links, directives, 'interfaceObject', FEDERATION_SPEC).length > 0)
    .map((type) => ({ subgraph, type }));

/** Fields of the object itself; what is below them is asked for on its own. */
const madeFrom = ({ subgraph, type }: InterfaceObject, { directives }: SubgraphField): ReadonlySet<string> =>
  new Set(
    applied(subgraph.links, directives, 'requires', FEDERATION_SPEC).flatMap((node) =>
      (selectionOf(String(argumentsOf(node)['fields'] ?? ''))?.selections ?? []).flatMap((one) =>
        one.kind === Kind.FIELD ? [`${type.name}.${one.name.value}`] : [],
      ),
    ),
  );

/** Fields of a subgraph's objects that give a type. */
const leadingTo = (type: string, { types }: Subgraph): readonly string[] =>
  [...types.values()]
    .filter(({ kind }) => kind === 'object')
    .flatMap(({ fields }) => [...fields.values()])
    .filter(({ node }) => namedType(node.type) === type)
    .map(({ coordinate }) => coordinate);

const neverPlanned = (
  { subgraph, type }: InterfaceObject,
  { coordinate, node }: SubgraphField,
  from: string,
): Problem =>
  problem('NEVER_PLANNED', {
    severity: 'warning',
    subgraph: subgraph.name,
    coordinate,
    ...at(node),
    says: `${coordinate} is made from ${from}, which another interface object of ${type.name} computes: no question for it can be planned.`,
    fix: `Make ${coordinate} from what ${from} is made from, or let one subgraph compute both.`,
  });

const notInFragments = (
  { subgraph, type }: InterfaceObject,
  { coordinate, node }: SubgraphField,
  leading: readonly string[],
): Problem =>
  problem('NOT_PLANNED_IN_FRAGMENTS', {
    severity: 'warning',
    subgraph: subgraph.name,
    coordinate,
    ...at(node),
    says: `Below ${leading.join(', ')} no question for ${coordinate} can be planned that asks for it in a fragment on a type behind ${type.name}.`,
    fix: `Ask for it outside such fragments, or compute it in the subgraph of the interface ${type.name}.`,
  });
