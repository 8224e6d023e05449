import type { ConstDirectiveNode } from 'graphql';
import { fieldSet, spelt } from './field-set.js';
import { argumentsOf, FEDERATION_SPEC } from './links.js';
import { applied, type Subgraph, type SubgraphType } from './subgraph.js';

/** One `@key`: its fields in one spelling, whether the agency answers for it, and the coordinates it carries. */
export interface EntityKey {
  readonly fields: string;
  readonly resolvable: boolean;
  readonly coordinates: readonly string[];
  readonly node: ConstDirectiveNode;
}

/** The keys of a type in one subgraph. */
export const entityKeys = (subgraph: Subgraph, type: SubgraphType): readonly EntityKey[] =>
  applied(subgraph.links, type.directives, 'key', FEDERATION_SPEC).map((node) => {
    const { fields, resolvable } = argumentsOf(node);
    const text = spelt(String(fields ?? ''));
    return { fields: text, resolvable: resolvable !== false, coordinates: fieldSet(subgraph, type.name, text), node };
  });

/** Whether a field is part of any key of its type here. */
export const isKeyField = (subgraph: Subgraph, type: SubgraphType, coordinate: string): boolean =>
  entityKeys(subgraph, type).some((key) => key.coordinates.includes(coordinate));

/** A type that an agency only points at: it has keys, and answers for none of them. */
export const isStub = (subgraph: Subgraph, type: SubgraphType): boolean => {
  const keys = entityKeys(subgraph, type);
  return keys.length > 0 && keys.every((key) => !key.resolvable);
};
