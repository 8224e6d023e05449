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

/** Adds to a table of field labels those that interface fields take from their implementations in any of the subgraphs. */
export const withInterfaces = (
  subgraphs: readonly Subgraph[],
  labels: ReadonlyMap<string, Label>,
): ReadonlyMap<string, Label> => {
  const gathered = new Map<string, Label[]>();
  for (const subgraph of subgraphs)
    for (const type of subgraph.types.values())
      for (const each of new Set(type.interfaces))
        for (const field of type.fields.values()) {
          const label = labels.get(field.coordinate);
          const coordinate = `${each}.${field.name}`;
          if (label && subgraph.types.get(each)?.fields.has(field.name))
            gathered.set(coordinate, [...(gathered.get(coordinate) ?? []), label]);
        }
  const all = new Map(labels);
  for (const [coordinate, taken] of gathered) {
    const own = labels.get(coordinate);
    const label = strictest(own ? [own, ...taken] : taken);
    if (label) all.set(coordinate, label);
  }
  return all;
};
