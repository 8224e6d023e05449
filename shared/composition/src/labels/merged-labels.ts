import type { Label, RowLabel } from '@agency-graph/contract';
import { parse } from 'graphql';
import { readSubgraph, type Subgraph } from '../sdl/subgraph.js';
import { labelDirectives, readsOf } from './directives.js';
import { effectiveLabel, rowLabel } from './effective-label.js';
import { strictest } from './strictness.js';

/** What a schema says of its fields, rows and arguments: the access room compiles its rules from it. */
export interface LabelTable {
  /** By `Type.field`. A field that is not here has no label and is refused. Interface fields take their implementations' strictest. */
  readonly fields: ReadonlyMap<string, Label>;
  /** By type. */
  readonly rows: ReadonlyMap<string, RowLabel>;
  /** By `Type.field(argument:)` or `Input.field`: the `Type.field`s that giving it reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
}

/**
 * The label table of a supergraph. Directives are recognised by the identity of their specification, so a renamed
 * import counts and a stranger's `@label` does not. Throws a GraphQLError for a text that is no SDL.
 */
export const mergedLabels = (supergraphSdl: string): LabelTable =>
  labelTable(readSubgraph('supergraph', parse(supergraphSdl)));

/** The label table of one subgraph, or of a supergraph read as one. */
export const labelTable = (subgraph: Subgraph): LabelTable => {
  const fields = new Map<string, Label>();
  const rows = new Map<string, RowLabel>();
  const reads = new Map<string, readonly string[]>();
  for (const type of subgraph.types.values()) {
    const row = rowLabel(subgraph, type);
    if (row) rows.set(type.name, row);
    for (const field of type.fields.values()) {
      const label = effectiveLabel(subgraph, type, field);
      if (label) fields.set(field.coordinate, label);
      const inputs = [
        { coordinate: field.coordinate, directives: field.directives },
        ...field.arguments.map((each) => ({
          coordinate: `${field.coordinate}(${each.name.value}:)`,
          directives: each.directives,
        })),
      ];
      for (const { coordinate, directives } of inputs) {
        const [node] = labelDirectives(subgraph.links, directives, 'reads');
        if (node) reads.set(coordinate, readsOf(node));
      }
    }
  }
  return Object.freeze({ fields: withInterfaces([subgraph], fields), rows, reads });
};

/**
 * Adds to a table of field labels those that interface fields take from their implementations. One subgraph may say that
 * a type implements an interface, another that the interface has the field, and a third have the type's own.
 */
export const withInterfaces = (
  subgraphs: readonly Subgraph[],
  labels: ReadonlyMap<string, Label>,
): ReadonlyMap<string, Label> => {
  const all = new Map(labels);
  for (const [name, implementations] of implementationsOf(subgraphs)) {
    const fields = new Set(subgraphs.flatMap(({ types }) => [...(types.get(name)?.fields.keys() ?? [])]));
    for (const field of fields) {
      const label = strictest([name, ...implementations].flatMap((type) => labels.get(`${type}.${field}`) ?? []));
      if (label) all.set(`${name}.${field}`, label);
    }
  }
  return all;
};

/** Names of the types that implement an interface in any of the subgraphs, by the interface's. */
export const implementationsOf = (subgraphs: readonly Subgraph[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { types } of subgraphs)
    for (const { name, interfaces } of types.values())
      for (const each of interfaces) found.set(each, (found.get(each) ?? new Set<string>()).add(name));
  return found;
};
