import { createHash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  Lexer,
  parse,
  Source,
  specifiedRules,
  TokenKind,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { CacheCounts } from '../cache-counts.js';
import { Refusal } from '../refusals.js';
import { checkFieldCount, expandedSize, OPERATION_LIMITS } from './limits.js';
import { refuseDocument, refuseText } from './refuse-document.js';
import { createSchemaCache } from './schema-cache.js';

/** A text that parses and fits the schema. */
export interface ReadDocument {
  readonly document: DocumentNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** base64url SHA-256 of the text. */
  readonly hash: string;
  /** Operations of it that were within the limits, expanded: each is measured once. */
  readonly measured: Map<OperationDefinitionNode, OperationDefinitionNode>;
}

/**
 * Characters of text kept, for all schemas together; a document in memory takes some forty times its text. Refused texts
 * are kept apart, so that however many bad ones come, no good one is forgotten for them.
 */
const KEPT = { good: 2_500_000, bad: 500_000 } as const;
/** What a selection of an expanded operation takes in memory, in those characters. */
const EXPANDED = 8;

const good = createSchemaCache<ReadDocument>(KEPT.good);
const bad = createSchemaCache<Refusal>(KEPT.bad);

/** Of all schemas together. */
export const documentCounts: CacheCounts = { hits: 0, misses: 0 };

/** Parses and validates a text, once for each schema. A text that does not fit is a `Refusal` with one message. */
export function readDocument(text: string, schema: GraphQLSchema): ReadDocument {
  const known = good.get(text, schema);
  if (known !== undefined) {
    documentCounts.hits += 1;
    return known;
  }
  documentCounts.misses += 1;
  const refused = bad.get(text, schema);
  if (refused !== undefined) throw refused;
  try {
    const read = parseAndValidate(text, schema);
    const expanded = EXPANDED * expandedSize(read.document, read.fragments);
    good.set(text, schema, read, text.length + expanded);
    return read;
  } catch (error) {
    if (error instanceof Refusal) bad.set(text, schema, error);
    throw error;
  }
}

function parseAndValidate(text: string, schema: GraphQLSchema): ReadDocument {
  const document = parseQuery(text);
  // Before validation, whose cost grows with the square of repeated fields.
  checkFieldCount(document);
  const [problem] = validate(schema, document, specifiedRules, { maxErrors: 1, hideSuggestions: true });
  if (problem !== undefined) throw refuseDocument(problem, document);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  return { document, fragments, hash: createHash('sha256').update(text).digest('base64url'), measured: new Map() };
}

/** A NUL written as an escape: no agency's database holds one. */
const NUL = /\\u(?:0000|\{0+\})/;

/** Counted before the parser runs: how deep that comes before it is out of stack depends on how warm its code is. */
function checkTokenCount(query: string): void {
  const lexer = new Lexer(new Source(query));
  for (let tokens = 0; ; tokens += 1) {
    if (tokens > OPERATION_LIMITS.tokens)
      throw new Refusal('LIMIT_EXCEEDED', `A query may have ${OPERATION_LIMITS.tokens} tokens.`, { limit: 'tokens' });
    try {
      if (lexer.advance().kind === TokenKind.EOF) return;
    } catch {
      // What is no token is told by the parser, where it comes to it.
      return;
    }
  }
}

function parseQuery(query: string): DocumentNode {
  if (NUL.test(query)) throw new Refusal('BAD_REQUEST', 'The query has a NUL character in a text.');
  if (query.length > OPERATION_LIMITS.characters) {
    throw new Refusal('LIMIT_EXCEEDED', `A query may have ${OPERATION_LIMITS.characters} characters.`, {
      limit: 'characters',
    });
  }
  checkTokenCount(query);
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) throw refuseText(error);
    // A query nested so deeply that the parser runs out of stack is the client's doing too.
    throw new Refusal('LIMIT_EXCEEDED', 'The query is nested too deeply.', { limit: 'depth' });
  }
}
