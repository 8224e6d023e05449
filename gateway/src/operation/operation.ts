import { createHash } from 'node:crypto';
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { GraphQLRequest } from '../http/read-request.js';
import type { Made } from '../made.js';
import { Refusal } from '../refusals.js';
import { checkCost } from './cost.js';
import { checkFieldCount, checkLimits, OPERATION_LIMITS } from './limits.js';
import { refuseDocument, refuseText } from './refuse-document.js';

/** One operation that fits the schema and the limits, with its fragments expanded and its variables coerced. */
export interface OperationFacts {
  readonly node: OperationDefinitionNode;
  readonly name: string | null;
  readonly kind: 'query' | 'mutation';
  /** Variables as the client sent them, which is what agencies are sent. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Variables coerced, with defaults: what decisions look at. */
  readonly values: Readonly<Record<string, unknown>>;
  /** base64url SHA-256 of the document text. */
  readonly hash: string;
}

export type Operation = Made<OperationFacts, 'Operation'>;

/** Reads a request's operation against the API schema. A client error is a `Refusal` with one message, no suggestion. */
export function readOperation(request: GraphQLRequest, schema: GraphQLSchema): Operation {
  const document = parseQuery(request.query);
  // Before validation, whose cost grows with the square of repeated fields.
  checkFieldCount(document);
  const [problem] = validate(schema, document, specifiedRules, { maxErrors: 1, hideSuggestions: true });
  if (problem !== undefined) throw refuseDocument(problem, document);
  const operation = getOperationAST(document, request.operationName);
  if (operation === null || operation === undefined) {
    throw new Refusal(
      'GRAPHQL_VALIDATION_FAILED',
      request.operationName === null
        ? 'The document has several operations: name one in `operationName`.'
        : 'The document has no operation of that name.',
    );
  }
  if (operation.operation === 'subscription')
    throw new Refusal('OPERATION_NOT_ALLOWED', 'Subscriptions are not served.');
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  checkLimits(operation, fragments);
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables, { maxErrors: 1 });
  if (coerced.errors !== undefined) throw badVariable(operation, coerced.errors[0]);
  const node = { ...operation, selectionSet: expand(operation.selectionSet, fragments) };
  checkCost(node, coerced.coerced, schema);
  const facts: OperationFacts = {
    node,
    name: operation.name?.value ?? null,
    kind: operation.operation,
    variables: request.variables,
    values: coerced.coerced,
    hash: createHash('sha256').update(request.query).digest('base64url'),
  };
  return facts as Operation;
}

/** A NUL written as an escape: no agency's database holds one. */
const NUL = /\\u(?:0000|\{0+\})/;

function parseQuery(query: string): DocumentNode {
  if (NUL.test(query)) throw new Refusal('BAD_REQUEST', 'The query has a NUL character in a text.');
  if (query.length > OPERATION_LIMITS.characters) {
    throw new Refusal('LIMIT_EXCEEDED', `A query may have ${OPERATION_LIMITS.characters} characters.`, {
      limit: 'characters',
    });
  }
  try {
    return parse(query, { maxTokens: OPERATION_LIMITS.tokens });
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('token')) {
      const tooMany = error.message.includes(`${OPERATION_LIMITS.tokens}`);
      if (tooMany)
        throw new Refusal('LIMIT_EXCEEDED', `A query may have ${OPERATION_LIMITS.tokens} tokens.`, { limit: 'tokens' });
    }
    if (error instanceof GraphQLError) throw refuseText(error);
    // A query nested so deeply that the parser runs out of stack is the client's doing too.
    throw new Refusal('LIMIT_EXCEEDED', 'The query is nested too deeply.', { limit: 'depth' });
  }
}

/** Names the variable and its type, never the value: it may be personal data. */
function badVariable(operation: OperationDefinitionNode, error: GraphQLError | undefined): Refusal {
  const named = /^Variable "\$(\w+)"/.exec(error?.message ?? '')?.[1];
  const known = operation.variableDefinitions?.some(({ variable }) => variable.name.value === named) === true;
  const at = /at "\w+((?:\.\w+|\[\d+\])*)"/.exec(error?.message ?? '')?.[1] ?? '';
  return new Refusal(
    'BAD_REQUEST',
    known
      ? `Variable "$${named}${at}" has a value that does not fit its type.`
      : 'A variable has a value that does not fit its type.',
    known ? { variable: named } : {},
  );
}

/** Fragment spreads become inline fragments: nothing downstream needs to know fragments by name. */
function expand(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): SelectionSetNode {
  return {
    kind: Kind.SELECTION_SET,
    selections: set.selections.map((node) => {
      if (node.kind !== Kind.FRAGMENT_SPREAD) {
        return node.selectionSet === undefined ? node : { ...node, selectionSet: expand(node.selectionSet, fragments) };
      }
      const fragment = fragments.get(node.name.value)!;
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: fragment.typeCondition,
        ...(node.directives === undefined ? {} : { directives: node.directives }),
        selectionSet: expand(fragment.selectionSet, fragments),
      };
    }),
  };
}
