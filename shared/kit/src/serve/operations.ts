import { createTextMemory } from '@agency-graph/contract';
import {
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

/**
 * Characters of query texts remembered: the gateway's compiled plans ask a few hundred texts, and a document in memory takes
 * some forty times its text.
 */
const REMEMBERED = 1_000_000;
const MAX_TOKENS = 20_000;

/** Why a text is no question to this schema, by the codes that gateways know. It quotes no value that stands in the text. */
export interface Unread {
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';
  readonly message: string;
  /** Whether a value alone is the mistake: it may be a caller's own, for gateways do not know what each scalar takes. */
  readonly ofValue: boolean;
}

/** Reads query texts: each is parsed and validated once, and must hold one operation, a query or a mutation. */
export interface Operations {
  read(text: string): { readonly document: DocumentNode } | { readonly unread: Unread };
}

export function createOperations(schema: GraphQLSchema): Operations {
  const known = createTextMemory<DocumentNode>(REMEMBERED);
  return {
    read(text) {
      const remembered = known.get(text);
      if (remembered !== undefined) return { document: remembered };
      const document = parsed(text);
      if (document === undefined) return { unread: UNPARSED };
      const unread = mistakeIn(schema, document);
      if (unread !== undefined) return { unread };
      // Only good documents are kept, so that bad ones cannot drive them out.
      known.set(text, document);
      return { document };
    },
  };
}

function parsed(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true, maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

const UNPARSED: Unread = { code: 'GRAPHQL_PARSE_FAILED', message: 'It does not parse.', ofValue: false };

/** All rules but the one whose messages repeat values. */
const RULES_OF_NAMES = specifiedRules.filter((rule) => rule !== ValuesOfCorrectTypeRule);

function mistakeIn(schema: GraphQLSchema, document: DocumentNode): Unread | undefined {
  const mistake = (message: string, ofValue = false): Unread => ({
    code: 'GRAPHQL_VALIDATION_FAILED',
    message,
    ofValue,
  });
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || operations[0]?.operation === 'subscription')
    return mistake('It is not one query or mutation.');
  const options = { maxErrors: 1, hideSuggestions: true };
  const [ofNames] = validate(schema, document, RULES_OF_NAMES, options);
  if (ofNames !== undefined) return mistake(ofNames.message);
  const [ofValues] = validate(schema, document, [ValuesOfCorrectTypeRule], options);
  return ofValues && mistake('A value in it is not what its type takes.', true);
}
