import { FEDERATION_SPEC, readLinks, type Links } from '@agency-graph/composition';
import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type InputValueDefinitionNode,
} from 'graphql';

/** What a schema says of costs (IBM's cost directives, as Federation 2.9 composes them). */
export interface Costs {
  /** `@cost` by `Type`, `Type.field`, `Type.field(argument:)` and `Input.field`. */
  readonly weights: ReadonlyMap<string, number>;
  /** `@listSize` by `Type.field`. */
  readonly sizes: ReadonlyMap<string, ListSize>;
}

export interface ListSize {
  readonly assumedSize: number | null;
  /** Arguments that say how long the list is. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned type that are the list; none where the field itself is. */
  readonly sizedFields: ReadonlySet<string>;
  readonly requireOneSlicingArgument: boolean;
}

export const NO_COSTS: Costs = { weights: new Map(), sizes: new Map() };

const COST_SPEC = 'https://specs.apollo.dev/cost';

/** Reads `@cost` and `@listSize` of a supergraph, by the identity of their link, whatever they are called there. */
export function readCosts(supergraphSdl: string): Costs {
  const document = parse(supergraphSdl, { noLocation: true });
  const links = readLinks(document);
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const read = (at: string, directives: readonly ConstDirectiveNode[] = []): void => {
    for (const node of directives) {
      const name = nameOf(node, links);
      if (name === 'cost') weights.set(at, Number(argumentsOf(node)['weight']));
      if (name === 'listSize') sizes.set(at, sizeOf(node));
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
  return weights.size === 0 && sizes.size === 0 ? NO_COSTS : { weights, sizes };
}

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
    sizedFields: new Set(textsOf(sizedFields)),
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
