import { COST_SPEC, FEDERATION_SPEC, readLinks, type Links } from '@agency-graph/composition';
import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type InputValueDefinitionNode,
} from 'graphql';

/** What a schema says of costs (IBM's cost directives, as Federation 2.9 composes them). */
export interface Costs {
  /** `@cost` by `Type`, `Type.field`, `Type.field(argument:)` and `Input.field`. */
  readonly weights: ReadonlyMap<string, number>;
  /** `@listSize` by `Type.field`; of an interface's field each that the types have which it stands for. */
  readonly sizes: ReadonlyMap<string, readonly ListSize[]>;
}

export interface ListSize {
  readonly assumedSize: number | null;
  /** Arguments that say how long the list is. */
  readonly slicingArguments: readonly string[];
  /** Whether fields of input objects say so too, by the same names: nothing tells which arguments do. */
  readonly withinInputs: boolean;
  /** Fields of the returned type that are the list; none where the field itself is. */
  readonly sizedFields: ReadonlySet<string>;
  readonly requireOneSlicingArgument: boolean;
}

export const NO_COSTS: Costs = { weights: new Map(), sizes: new Map() };

/** How long a list is of which nothing is said. */
export const PAGE: ListSize = {
  assumedSize: null,
  slicingArguments: ['first', 'last'],
  withinInputs: true,
  sizedFields: new Set(),
  requireOneSlicingArgument: false,
};

/**
 * Reads `@cost` and `@listSize` of a supergraph, by the identity of their link, whatever they are called there. What is
 * asked of an interface or a union costs as much as of the dearest type that it may stand for.
 */
export function readCosts(supergraphSdl: string): Costs {
  const document = parse(supergraphSdl, { noLocation: true });
  const links = readLinks(document);
  const weights = new Map<string, number>();
  const sizes = new Map<string, readonly ListSize[]>();
  const read = (at: string, directives: readonly ConstDirectiveNode[] = []): void => {
    for (const node of directives) {
      const name = nameOf(node, links);
      if (name === 'cost') weights.set(at, Number(argumentsOf(node)['weight']));
      if (name === 'listSize') sizes.set(at, [sizeOf(node)]);
    }
  };
  const readArguments = (at: string, nodes: readonly InputValueDefinitionNode[] = []): void => {
    for (const { name, directives } of nodes) read(`${at}(${name.value}:)`, directives);
  };
  for (const node of document.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
    read(node.name.value, node.directives);
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? []) {
      const at = `${node.name.value}.${field.name.value}`;
      read(at, field.directives);
      if ('arguments' in field) readArguments(at, field.arguments);
    }
  }
  if (weights.size === 0 && sizes.size === 0) return NO_COSTS;
  for (const [at, places] of abstractPlaces(document)) {
    const weight = dearest(places.map((place) => weights.get(place)));
    if (weight !== undefined) weights.set(at, Math.max(weight, weights.get(at) ?? weight));
    const said = places.map((place) => sizes.get(place));
    if (said.some((one) => one !== undefined))
      sizes.set(at, distinct([...(sizes.get(at) ?? []), ...said.flatMap(eased)]));
  }
  return { weights, sizes };
}

/** Places of interfaces and unions, each with the places that it may stand for. */
function abstractPlaces({ definitions }: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>();
  const possible = new Map<string, string[]>();
  const add = (abstract: string, object: string): void => {
    const known = possible.get(abstract);
    if (known === undefined) possible.set(abstract, [object]);
    else if (!known.includes(object)) known.push(object);
  };
  for (const node of definitions) {
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION)
      for (const { name } of node.interfaces ?? []) add(name.value, node.name.value);
    if (node.kind === Kind.UNION_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_EXTENSION)
      for (const { name } of node.types ?? []) add(node.name.value, name.value);
  }
  for (const [abstract, objects] of possible) places.set(abstract, objects);
  for (const node of definitions) {
    if (node.kind !== Kind.INTERFACE_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_EXTENSION) continue;
    const objects = possible.get(node.name.value) ?? [];
    for (const { name, arguments: given } of node.fields ?? [])
      for (const place of [`.${name.value}`, ...(given ?? []).map((one) => `.${name.value}(${one.name.value}:)`)])
        places.set(
          `${node.name.value}${place}`,
          objects.map((object) => `${object}${place}`),
        );
  }
  return places;
}

/** What says nothing costs a point in a list: a lower weight of another does not stand for it. */
function dearest(weights: readonly (number | undefined)[]): number | undefined {
  const said = weights.filter((one) => one !== undefined);
  const most = Math.max(...said);
  return said.length === 0 || (said.length < weights.length && most < 1) ? undefined : most;
}

/** Who asks an interface need not know which arguments a type demands: one that is not given costs its default. */
const eased = (sizes: readonly ListSize[] = [PAGE]): readonly ListSize[] =>
  sizes.map((one) => ({ ...one, requireOneSlicingArgument: false }));

const distinct = (sizes: readonly ListSize[]): readonly ListSize[] => [
  ...new Map(sizes.map((one) => [JSON.stringify({ ...one, sizedFields: [...one.sizedFields] }), one])).values(),
];

function nameOf(node: ConstDirectiveNode, links: Links): string | undefined {
  const identity = links.identify(node.name.value);
  return identity?.spec === COST_SPEC || identity?.spec === FEDERATION_SPEC ? identity.name : undefined;
}

const argumentsOf = (node: ConstDirectiveNode): Readonly<Record<string, unknown>> =>
  Object.fromEntries((node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

function sizeOf(node: ConstDirectiveNode): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = argumentsOf(node);
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
    slicingArguments: textsOf(slicingArguments),
    withinInputs: false,
    sizedFields: new Set(textsOf(sizedFields)),
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
