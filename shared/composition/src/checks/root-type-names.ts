import { Kind } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

const USUAL = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/**
 * Root types have their usual names: composition gives them these, and what is held against others' schemas, earlier
 * ones or the policy by another name would be held against nothing.
 */
export const rootTypeNames = (subgraph: Subgraph): readonly Problem[] =>
  subgraph.document.definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.operationTypes ?? []) : [],
    )
    .filter(({ operation, type }) => type.name.value !== USUAL[operation])
    .map((node) =>
      problem('ROOT_TYPE_NAMED', {
        subgraph: subgraph.name,
        coordinate: node.type.name.value,
        ...at(node),
        says: `The ${node.operation} type is called ${node.type.name.value}, and ${USUAL[node.operation]} in the graph.`,
        fix: `Call it ${USUAL[node.operation]}.`,
      }),
    );
