import { Kind, parse, type SelectionSetNode } from 'graphql';
import { implementationsOf } from './labels/merged-labels.js';
import { selectionOf } from './sdl/field-set.js';
import { argumentsOf } from './sdl/links.js';
import { applied, readSubgraph, type Subgraph, type SubgraphField } from './sdl/subgraph.js';
import { namedType } from './sdl/type-name.js';

const JOIN_SPEC = 'https://specs.apollo.dev/join';
const CONTEXT_SPEC = 'https://specs.apollo.dev/context';

/** A field that another one is computed from. */
export interface ReadField {
  /** `Type.field`, of an object type. */
  readonly coordinate: string;
  /** Types of the objects that lead to it from the computed field's own object, which is none of them. */
  readonly through: readonly string[];
  /** The subgraph that computes the other one from it, as `join__Graph` has it. */
  readonly by: string;
}

/**
 * What the fields of a supergraph's object types are computed from (`@requires`, `@fromContext`), field by field: what
 * those are computed from in turn stands with them. Throws a GraphQLError for a text that is no SDL.
 */
export const madeFrom = (supergraphSdl: string): ReadonlyMap<string, readonly ReadField[]> => {
  const graph = readGraph(supergraphSdl);
  const made = new Map<string, readonly ReadField[]>();
  for (const type of graph.types.values())
    for (const field of type.fields.values())
      for (const object of graph.objectsOf(type.name)) {
        const reads = readBy(graph, object, field);
        const coordinate = `${object}.${field.name}`;
        if (reads.length > 0) made.set(coordinate, [...(made.get(coordinate) ?? []), ...reads]);
      }
  return made;
};

interface Graph extends Pick<Subgraph, 'links' | 'types'> {
  /** Object types that a type's name may stand for. */
  readonly objectsOf: (type: string) => readonly string[];
}

const readGraph = (supergraphSdl: string): Graph => {
  const supergraph = readSubgraph('supergraph', parse(supergraphSdl));
  const { links, types } = supergraph;
  const implementations = implementationsOf([supergraph]);
  const objectsOf = (name: string): readonly string[] => {
    const type = types.get(name);
    if (type?.kind === 'object') return [name];
    if (type?.kind === 'union')
      return type.nodes.flatMap((node) => ('types' in node ? (node.types ?? []).map((each) => each.name.value) : []));
    return [...(implementations.get(name) ?? [])].filter((each) => types.get(each)?.kind === 'object');
  };
  return { links, types, objectsOf };
};

const readBy = (graph: Graph, object: string, { directives }: SubgraphField): readonly ReadField[] =>
  applied(graph.links, directives, 'field', JOIN_SPEC).flatMap((join) => {
    const { requires, contextArguments, graph: by } = argumentsOf(join);
    const read = [
      ...(typeof requires === 'string' ? selected(graph, object, selectionOf(requires), []) : []),
      ...(Array.isArray(contextArguments) ? contextArguments.flatMap((one) => fromContext(graph, one)) : []),
    ];
    return read.map((one) => ({ ...one, by: String(by) }));
  });

/** A context's object is around the one whose field is computed, whatever type it has. */
const fromContext = (graph: Graph, argument: unknown): readonly Selected[] => {
  const { context, selection } = argument as { readonly context: string; readonly selection: string };
  const setting = [...graph.types.values()].filter(({ directives }) =>
    applied(graph.links, directives, 'context', CONTEXT_SPEC).some((each) => argumentsOf(each)['name'] === context),
  );
  return setting
    .flatMap(({ name }) => graph.objectsOf(name))
    .flatMap((object) => selected(graph, object, selectionOf(selection), [object]));
};

type Selected = Omit<ReadField, 'by'>;

const selected = (
  graph: Graph,
  object: string,
  selection: SelectionSetNode | undefined,
  through: readonly string[],
): readonly Selected[] =>
  (selection?.selections ?? []).flatMap((each) => {
    if (each.kind === Kind.FRAGMENT_SPREAD) return [];
    if (each.kind === Kind.INLINE_FRAGMENT) {
      const isOf = each.typeCondition === undefined || graph.objectsOf(each.typeCondition.name.value).includes(object);
      return isOf ? selected(graph, object, each.selectionSet, through) : [];
    }
    const field = graph.types.get(object)?.fields.get(each.name.value);
    if (field === undefined) return [];
    const next = each.selectionSet === undefined ? [] : graph.objectsOf(namedType(field.node.type));
    return [
      { coordinate: field.coordinate, through },
      ...next.flatMap((one) => selected(graph, one, each.selectionSet, [...through, one])),
    ];
  });
