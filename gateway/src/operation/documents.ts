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
import { checkFieldCount, OPERATION_LIMITS } from './limits.js';
import { refuseDocument, refuseText } from './refuse-document.js';
import { createTextCache, type TextCache } from './text-cache.js';

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
 * Characters of text kept for each schema; a document in memory takes some forty times its text. Refused texts are kept
 * apart, so that however many bad ones come, no good one is forgotten for them.
 */
const KEPT = { good: 1_000_000, bad: 250_000 } as const;

interface Caches {
  readonly good: TextCache<ReadDocument>;
  readonly bad: TextCache<Refusal>;
}

/** By schema, and gone with it: what fits one class of callers, or one version, is judged anew for another. */
const bySchema = new WeakMap<GraphQLSchema, Caches>();

/** Of all schemas together. */
export const documentCounts: CacheCounts = { hits: 0, misses: 0 };

/** Parses and validates a text, once for each schema. A text that does not fit is a `Refusal` with one message. */
export function readDocument(text: string, schema: GraphQLSchema): ReadDocument {
  let caches = bySchema.get(schema);
  if (caches === undefined)
    bySchema.set(schema, (caches = { good: createTextCache(KEPT.good), bad: createTextCache(KEPT.bad) }));
  const known = caches.good.get(text);
  if (known !== undefined) {
    documentCounts.hits += 1;
    return known;
  }
  documentCounts.misses += 1;
  const refused = caches.bad.get(text);
  if (refused !== undefined) throw refused;
  try {
    const read = parseAndValidate(text, schema);
    caches.good.set(text, read);
    return read;
  } catch (error) {
    if (error instanceof Refusal) caches.bad.set(text, error);
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
