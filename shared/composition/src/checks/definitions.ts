import type { Label } from '@agency-graph/contract';
import { effectiveLabel } from '../labels/effective-label.js';
import { implementationsOf, withInterfaces } from '../labels/merged-labels.js';
import { strictest } from '../labels/strictness.js';
import { entityKeys, isKeyField } from '../sdl/entity-keys.js';
import { FEDERATION_SPEC } from '../sdl/links.js';
import { applied, type Subgraph, type SubgraphField, type SubgraphType } from '../sdl/subgraph.js';

/** One subgraph's definition of a field that may stand in several. */
export interface Definition {
  readonly subgraph: Subgraph;
  readonly type: SubgraphType;
  readonly field: SubgraphField;
  readonly label: Label | undefined;
  /** Mentioned only; another subgraph resolves it. */
  readonly external: boolean;
  readonly key: boolean;
}

/** Every object field of the graph with each subgraph's definition of it, by coordinate. */
export const definitionsOf = (subgraphs: readonly Subgraph[]): ReadonlyMap<string, readonly Definition[]> => {
  const all = new Map<string, Definition[]>();
  for (const subgraph of subgraphs)
    for (const type of subgraph.types.values())
      for (const field of type.kind === 'object' ? type.fields.values() : []) {
        const definition = {
          subgraph,
          type,
          field,
          label: effectiveLabel(subgraph, type, field),
          external: applied(subgraph.links, field.directives, 'external', FEDERATION_SPEC).length > 0,
          key: isKeyField(subgraph, type, field.coordinate),
        };
        all.set(field.coordinate, [...(all.get(field.coordinate) ?? []), definition]);
      }
  return all;
};

/** What the graph says of a field: the strictest label of its definitions. */
export const labelAcross = (definitions: readonly Pick<Definition, 'label'>[]): Label | undefined =>
  strictest(definitions.flatMap(({ label }) => label ?? []));

/**
 * The graph's labels before composition: the strictest of all definitions, interface fields included. What an interface
 * object says of a field that it gives holds for it on every type behind the interface; its keys, and what it only
 * mentions, are given by others. What the interface says of it holds on those types that have it from there alone.
 */
export const labelsAcross = (
  subgraphs: readonly Subgraph[],
  definitions: ReadonlyMap<string, readonly Definition[]>,
): ReadonlyMap<string, Label> => {
  const implementations = implementationsOf(subgraphs);
  const said = [
    ...[...definitions.values()].flat().flatMap(({ type, field, label, external, key }) =>
      [type.name, ...(external || key ? [] : (implementations.get(type.name) ?? []))].map((name) => ({
        coordinate: `${name}.${field.name}`,
        label,
      })),
    ),
    ...subgraphs
      .flatMap(ofInterfaces)
      .flatMap(({ type, field, label }) =>
        [
          type.name,
          ...[...(implementations.get(type.name) ?? [])].filter((one) => !definitions.has(`${one}.${field.name}`)),
        ].map((name) => ({ coordinate: `${name}.${field.name}`, label })),
      ),
  ];
  const labels = new Map<string, Label>();
  for (const [coordinate, each] of Map.groupBy(said, (one) => one.coordinate)) {
    const label = labelAcross(each);
    if (label) labels.set(coordinate, label);
  }
  return withInterfaces(subgraphs, labels);
};

/** What an interface says of its own fields, which is not left to its implementations. */
const ofInterfaces = (subgraph: Subgraph): readonly Pick<Definition, 'type' | 'field' | 'label'>[] =>
  [...subgraph.types.values()]
    .filter(({ kind }) => kind === 'interface')
    .flatMap((type) =>
      [...type.fields.values()].map((field) => ({
        type,
        field,
        label: effectiveLabel(subgraph, type, field),
      })),
    );

/**
 * Definitions whose subgraph decides a field's label. An agency that supergraph.yaml names as owner of the type decides
 * what it defines; else whoever resolves the field. A key that several resolve has no owner (`unknown`): each of them
 * needs the key only to be asked.
 */
export const ownersOf = (definitions: readonly Definition[]): readonly Definition[] | 'unknown' => {
  const named = definitions.filter(({ subgraph, type }) => subgraph.owns.has(type.name));
  if (named.length > 0) return named;
  const resolving = definitions.filter(
    ({ external, subgraph, type, key }) => !external && !(key && onlyPoints(subgraph, type)),
  );
  if (resolving.length > 1 && resolving.some(({ key }) => key)) return 'unknown';
  return resolving;
};

const onlyPoints = (subgraph: Subgraph, type: SubgraphType): boolean =>
  entityKeys(subgraph, type).every((key) => !key.resolvable);
