import { createHash } from 'node:crypto';
import {
  coerceInputValue,
  ExecutableDefinitionsRule,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  isInputType,
  Kind,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownTypeNamesRule,
  NoUndefinedVariablesRule,
  NoUnusedVariablesRule,
  print,
  ScalarLeafsRule,
  typeFromAST,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
  UniqueVariableNamesRule,
  validate,
  ValuesOfCorrectTypeRule,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import type { IdentifyingSchema, ToExplain, Variables } from './identifiers.js';
import { operationText } from './operation-text.js';

/** By each text that a request gave of operations to be explained, what is sealed in its place. */
export type Texts = ReadonlyMap<string, string>;

/**
 * What is sealed of an operation whose persons are found: its text and what was written in it as of one that ran, without
 * what a client may call after anybody, and the variables that it has, by their numbers. Null where it does not fit the
 * graph, for then nobody can say whom else it names.
 */
export function textsOf(
  { query, operationName, variables }: ToExplain,
  document: DocumentNode,
  values: Variables,
  { schema }: IdentifyingSchema,
): Texts | null {
  if (!isOf(document, schema) || !variablesOf(document).every((one) => isGivenFor(one, values, schema))) return null;
  const { text, names, literals } = operationText(document, schema);
  if (operationName !== null && !names.has(operationName)) return null;
  const isName = (literal: string): boolean => literal.startsWith('$');
  const declared = new Set(variablesOf(document).map(({ variable }) => variable.name.value));
  const given = literals.filter(isName).flatMap((literal, number): [string, unknown][] => {
    const name = literal.slice(1);
    return declared.has(name) && Object.hasOwn(values, name) ? [[`v${number}`, values[name]]] : [];
  });
  const texts = new Map([[query, JSON.stringify({ text, literals: literals.filter((one) => !isName(one)) })]]);
  if (operationName !== null) texts.set(operationName, names.get(operationName)!);
  if (variables !== null) texts.set(variables, JSON.stringify(Object.fromEntries(given)));
  return texts;
}

/** The same of one of which nobody can say whom it names: sealed as it is, it would be opened still when they are erased. */
export const hashesOf = ({ query, operationName, variables }: ToExplain): Texts =>
  new Map([query, operationName, variables].filter((one) => one !== null).map((one) => [one, hashOf(one)]));

/** Whether all that is written in it stands where the graph has something: of any other place nobody can say whom it names. */
const isOf = (document: DocumentNode, schema: GraphQLSchema): boolean =>
  document.definitions.every((one) => isUndescribed(one) && hasRoot(one, schema)) &&
  variablesOf(document).every(isUndescribed) &&
  validate(schema, document, RULES, { maxErrors: 1, hideSuggestions: true }).length === 0;

/** That every name is one of the graph's, every value is at its place, and none is written twice or for nothing. */
const RULES = [
  ExecutableDefinitionsRule,
  KnownTypeNamesRule,
  FragmentsOnCompositeTypesRule,
  KnownDirectivesRule,
  FieldsOnCorrectTypeRule,
  ScalarLeafsRule,
  KnownArgumentNamesRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
  UniqueVariableNamesRule,
  NoUndefinedVariablesRule,
  NoUnusedVariablesRule,
  ValuesOfCorrectTypeRule,
];

const isUndescribed = (one: DefinitionNode | VariableDefinitionNode): boolean =>
  !('description' in one) || one.description === undefined;

const hasRoot = (one: DefinitionNode, schema: GraphQLSchema): boolean =>
  one.kind !== Kind.OPERATION_DEFINITION || schema.getRootType(one.operation) != null;

const variablesOf = ({ definitions }: DocumentNode): readonly VariableDefinitionNode[] =>
  definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? (one.variableDefinitions ?? []) : []));

/** Whether what is given for a variable is of its type; those that are not given are made up. */
function isGivenFor({ variable, type }: VariableDefinitionNode, values: Variables, schema: GraphQLSchema): boolean {
  const name = variable.name.value;
  if (!Object.hasOwn(values, name)) return true;
  const input = typeFromAST(schema, type);
  if (!isInputType(input)) return false;
  coerceInputValue(values[name], input, (_path, _value, error) => {
    throw error;
  });
  return true;
}

/** What is sealed of an operation: values that stood in its text, and its variables. */
export interface SealedTexts {
  readonly literals: readonly string[];
  readonly variables: Variables;
}

/** Puts in the place of texts that were given to be explained what is sealed of them. */
export function withTexts({ literals, variables }: SealedTexts, texts: Texts): SealedTexts {
  if (texts.size === 0) return { literals, variables };
  const written = new Map(
    [...texts].flatMap(([text, put]) => [false, true].map((block): [string, string] => [quoted(text, block), put])),
  );
  return {
    literals: literals.map((one) => written.get(one) ?? one),
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        typeof value === 'string' ? (texts.get(value) ?? value) : value,
      ]),
    ),
  };
}

const quoted = (value: string, block: boolean): string => print({ kind: Kind.STRING, value, block });

const hashOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('base64url')}`;
