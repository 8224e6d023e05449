import { createHash } from 'node:crypto';
import {
  getNamedType,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  Kind,
  Lexer,
  parse,
  Source,
  specifiedRules,
  TokenKind,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FloatValueNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type IntValueNode,
  type OperationDefinitionNode,
  type Token,
} from 'graphql';
import type { CacheCounts } from '../cache-counts.js';
import { faultOfNumber, isGivenBack } from '../inexact-number.js';
import { Refusal } from '../refusals.js';
import { checkFieldCount, checkLiterals, exceeded, expandedSize, OPERATION_LIMITS } from './limits.js';
import { refuseDocument, refuseNumber, refuseText } from './refuse-document.js';
import { createSchemaCache } from './schema-cache.js';

/** A text that parses and fits the schema. */
export interface ReadDocument {
  readonly document: DocumentNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** base64url SHA-256 of the text. */
  readonly hash: string;
  /** Its operations, expanded, or why one is beyond the limits: each is measured once. */
  readonly measured: Map<OperationDefinitionNode, Measured | Refusal>;
}

/** An operation within the limits, with its fragments expanded. */
export interface Measured {
  readonly node: OperationDefinitionNode;
  readonly introspects: boolean;
}

/**
 * Bytes kept as reckoned, for all schemas together. Refused texts are kept apart, so that however many bad ones come, no
 * good one is forgotten for them.
 */
const KEPT = { good: 32 * 1024 * 1024, bad: 8 * 1024 * 1024 } as const;
/** What is taken in memory, as measured: by a document for each character and each selection once expanded; by a refusal. */
const TAKES = { character: 70, selection: 560, refusal: 1_400 } as const;

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
    const expanded = expandedSize(read.document, read.fragments);
    good.set(text, schema, read, TAKES.character * text.length + TAKES.selection * expanded);
    return read;
  } catch (error) {
    if (error instanceof Refusal) bad.set(text, schema, error, TAKES.refusal + text.length);
    throw error;
  }
}

function parseAndValidate(text: string, schema: GraphQLSchema): ReadDocument {
  const document = parseQuery(text);
  // Before validation, whose cost grows with the square of repeated fields.
  checkFieldCount(document);
  checkLiterals(document);
  const [problem] = validate(schema, document, specifiedRules, { maxErrors: 1, hideSuggestions: true });
  if (problem?.message === ABORTED)
    exceeded(
      'comparisons',
      `Too many fields share a name: comparing them may take ${OPERATION_LIMITS.comparisons} steps.`,
    );
  if (problem !== undefined) throw refuseDocument(problem, document);
  checkNumbers(document, schema);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  return { document, fragments, hash: createHash('sha256').update(text).digest('base64url'), measured: new Map() };
}

/** What graphql-js says, instead of a fault, of a document whose fields it would compare for too long. */
const ABORTED = 'Validation aborted.';

/** Planners read literals as doubles, but for those of ids: an agency would be asked for another number than is written. */
function checkNumbers(document: DocumentNode, schema: GraphQLSchema): void {
  const info = new TypeInfo(schema);
  const check = (node: IntValueNode | FloatValueNode): void => {
    const type = getNamedType(info.getInputType());
    if (type === GraphQLID) return;
    const isInexact = type !== GraphQLFloat && !isGivenBack(node.value);
    if (isInexact || faultOfNumber(node.value) !== null) throw refuseNumber(node, document);
  };
  visit(document, visitWithTypeInfo(info, { IntValue: check, FloatValue: check }));
}

/** As it is or, in a text, as an escape: no agency's database holds one. */
const NUL = '\0';

/** Counted before the parser runs: how deep that comes before it is out of stack depends on how warm its code is. */
function checkTokens(query: string): void {
  const lexer = new Lexer(new Source(query));
  for (let tokens = 0; ; tokens += 1) {
    if (tokens > OPERATION_LIMITS.tokens) exceeded('tokens', `A query may have ${OPERATION_LIMITS.tokens} tokens.`);
    const token = nextToken(lexer);
    if (token === null || token.kind === TokenKind.EOF) return;
    if (token.value?.includes(NUL) === true) throw hasNul();
  }
}

/** Null where none can be read: the parser tells of it, where it comes to it. */
function nextToken(lexer: Lexer): Token | null {
  try {
    return lexer.advance();
  } catch {
    return null;
  }
}

const hasNul = (): Refusal => new Refusal('BAD_REQUEST', 'The query has a NUL character.');

function parseQuery(query: string): DocumentNode {
  if (query.includes(NUL)) throw hasNul();
  const [has, most] = [query.length, OPERATION_LIMITS.characters];
  if (has > most) exceeded('characters', `The query has ${has} characters, of at most ${most}.`, { has, most });
  checkTokens(query);
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) throw refuseText(error);
    // A query nested so deeply that the parser runs out of stack is the client's doing too.
    return exceeded('depth', 'The query is nested too deeply.');
  }
}
