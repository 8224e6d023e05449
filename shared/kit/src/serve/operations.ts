import { createTextMemory } from '@agency-graph/contract';
import { GraphQLError, Kind, parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from 'graphql';

/**
 * Characters of query texts remembered: the gateway's compiled plans ask a few hundred texts, and a document in memory takes
 * some forty times its text.
 */
const REMEMBERED = 1_000_000;
const MAX_TOKENS = 20_000;

/** Reads query texts: each is parsed and validated once, and must hold one operation, a query or a mutation. */
export interface Operations {
  read(text: string): DocumentNode | undefined;
}

export function createOperations(schema: GraphQLSchema): Operations {
  const known = createTextMemory<DocumentNode>(REMEMBERED);
  return {
    read(text) {
      const remembered = known.get(text);
      if (remembered !== undefined) return remembered;
      const document = readOperation(schema, text);
      // Only good documents are kept, so that bad ones cannot drive them out.
      if (document === undefined) return undefined;
      known.set(text, document);
      return document;
    },
  };
}

function readOperation(schema: GraphQLSchema, text: string): DocumentNode | undefined {
  try {
    const document = parse(text, { noLocation: true, maxTokens: MAX_TOKENS });
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    if (operations.length !== 1 || operations[0]?.operation === 'subscription') return undefined;
    return validate(schema, document, specifiedRules, { maxErrors: 1 }).length === 0 ? document : undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
