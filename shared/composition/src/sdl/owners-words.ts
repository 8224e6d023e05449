import { visit, type DocumentNode, type ObjectTypeDefinitionNode } from 'graphql';
import type { Subgraph } from './subgraph.js';

/**
 * A subgraph's document without its descriptions of what another agency owns, so that the graph describes a type, and the
 * fields that its owner has, in the owner's words.
 */
export const leaveToOwner = (subgraph: Subgraph, document: DocumentNode, all: readonly Subgraph[]): DocumentNode =>
  visit(document, {
    ObjectTypeDefinition: (node) => {
      const owner = all.find((each) => each !== subgraph && each.owns.has(node.name.value));
      const owned = owner?.types.get(node.name.value);
      return owned ? undescribed(node, new Set(owned.fields.keys())) : undefined;
    },
  });

const undescribed = (node: ObjectTypeDefinitionNode, fields: ReadonlySet<string>): ObjectTypeDefinitionNode => {
  const { description: _, ...type } = node;
  return {
    ...type,
    fields: (node.fields ?? []).map((field) => {
      if (!fields.has(field.name.value)) return field;
      const { description: __, ...rest } = field;
      return rest;
    }),
  };
};
