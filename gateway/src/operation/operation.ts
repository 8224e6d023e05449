import {
  getOperationAST,
  getVariableValues,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Made } from '../made.js';
import { Refusal } from '../refusals.js';
import { checkCost, DEFAULT_DEMAND, weigh, type Demand, type WeighedOperation } from './cost.js';
import { readDocument, type Measured, type ReadDocument } from './documents.js';
import { expand } from './expand.js';
import { checkIntrospection, introspects } from './introspection.js';
import { checkLimits } from './limits.js';
import { refuseNullToggles } from './toggles.js';
import type { TextualRequest } from './persisted.js';

/** One operation that fits the schema and the limits, with its fragments expanded and its variables coerced. */
export interface OperationFacts {
  readonly node: OperationDefinitionNode;
  /** As it was sent, fragments unexpanded. */
  readonly document: DocumentNode;
  readonly name: string | null;
  readonly kind: 'query' | 'mutation';
  /** Variables as the client sent them, which is what agencies are sent. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Variables coerced, with defaults: what decisions look at. */
  readonly values: Readonly<Record<string, unknown>>;
  /** base64url SHA-256 of the document text. */
  readonly hash: string;
  /** In points. */
  readonly cost: number;
}

export type Operation = Made<OperationFacts, 'Operation'>;

/** Reads a request's operation against the API schema. A client error is a `Refusal` with one message, no suggestion. */
export function readOperation(
  request: Pick<TextualRequest, 'query' | 'operationName' | 'variables'>,
  schema: GraphQLSchema,
  demand: Demand = DEFAULT_DEMAND,
): Operation {
  const read = readDocument(request.query, schema);
  const operation = getOperationAST(read.document, request.operationName);
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
  // Validation looks at no field below a root that there is not.
  if (schema.getRootType(operation.operation) == null)
    throw new Refusal('GRAPHQL_VALIDATION_FAILED', `The schema has no ${operation.operation}.`);
  const { node, introspects: asksSchema } = measured(operation, read, schema);
  if (demand.introspection === 'closed' && asksSchema)
    throw new Refusal(
      'OPERATION_NOT_ALLOWED',
      'Introspection is closed here. `viewer` has the schema that you may read.',
    );
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables, { maxErrors: 1 });
  if (coerced.errors !== undefined) throw badVariable(operation, coerced.errors[0]);
  refuseNullToggles(node, coerced.coerced);
  const cost = checkCost(weighed(node, schema, demand), coerced.coerced);
  const facts: OperationFacts = {
    node,
    document: read.document,
    name: operation.name?.value ?? null,
    kind: operation.operation,
    variables: request.variables,
    values: coerced.coerced,
    hash: read.hash,
    cost,
  };
  return facts as Operation;
}

/** The operation, within the limits and with its fragments expanded: the same object, or refusal, for the same text. */
function measured(
  operation: OperationDefinitionNode,
  { measured: known, fragments }: ReadDocument,
  schema: GraphQLSchema,
): Measured {
  let found = known.get(operation);
  if (found === undefined) known.set(operation, (found = measure(operation, fragments, schema)));
  if (found instanceof Refusal) throw found;
  return found;
}

function measure(
  operation: OperationDefinitionNode,
  fragments: ReadDocument['fragments'],
  schema: GraphQLSchema,
): Measured | Refusal {
  try {
    checkLimits(operation, fragments);
    const node = { ...operation, selectionSet: expand(operation.selectionSet, fragments) };
    checkIntrospection(node, schema);
    return { node, introspects: introspects(node.selectionSet) };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Operations, remembered with their text, as the demand weighed them that each was last read under. */
const weighedBefore = new WeakMap<OperationDefinitionNode, WeighedOperation>();

function weighed(node: OperationDefinitionNode, schema: GraphQLSchema, demand: Demand): WeighedOperation {
  const known = weighedBefore.get(node);
  if (known?.demand === demand) return known;
  const found = weigh(node, schema, demand);
  weighedBefore.set(node, found);
  return found;
}

/** Names the variable, never its value: it may be personal data. */
function badVariable(operation: OperationDefinitionNode, error: GraphQLError | undefined): Refusal {
  const named = /^Variable "\$(\w+)"/.exec(error?.message ?? '')?.[1];
  const known = operation.variableDefinitions?.some(({ variable }) => variable.name.value === named) === true;
  const at = /at "\w+((?:\.\w+|\[\d+\])*)"/.exec(error?.message ?? '')?.[1] ?? '';
  const isAbsent = /^Variable "\$\w+" of required type "[^"]*" was not provided\.$/.test(error?.message ?? '');
  return new Refusal(
    'BAD_REQUEST',
    known
      ? `Variable "$${named}${at}" ${isAbsent ? 'is needed, and was not given' : 'has a value that does not fit its type'}.`
      : 'A variable has a value that does not fit its type.',
    known ? { variable: named } : {},
  );
}
