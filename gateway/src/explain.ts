import { permit } from './access/permit.js';
import type { Language } from '@agency-graph/policy';
import { BadUserInput } from '@agency-graph/kit';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { scopeOf } from './access/decide.js';
import { explainOperation, type ExplainedField, type ExplainedRows } from './access/explain.js';
import { withSampleVariables } from './access/sample-variables.js';
import type { Caller } from './identity/caller.js';
import { MOST_EXPLAINED } from './most-explained.js';
import { readOperation } from './operation/operation.js';
import { Refusal } from './refusals.js';
import type { Generation } from './supergraph/generation.js';

/** An operation to be explained, not run. */
export interface Question {
  readonly query: string;
  readonly operationName?: string | null;
  /** As JSON; those that are needed and not given are made up. */
  readonly variables?: string | null;
  readonly language: Language;
}

/** What would become of an operation, and why. */
export interface Explanation {
  /** Why it would be turned away as a whole; null when it would be answered. */
  readonly refusal: { readonly code: string; readonly says: string } | null;
  readonly purpose: string | null;
  readonly policyClock: string;
  readonly policyVersion: string;
  readonly supergraphVersion: string;
  readonly fields: readonly ExplainedField[];
  readonly rows: readonly ExplainedRows[];
}

/** Tells callers what they may do, by the same steps that their requests go through. */
export interface Explainer {
  explain(caller: Caller, question: Question): Explanation;
  /** The caller's schema as SDL, in a stable order; with what they could ask for, if `requestable`, marked. */
  schemaOf(caller: Caller, requestable: boolean): string;
}

/** The corridor up to the point where somebody would be asked, for questions about it: of the generation that they run on. */
export function createExplainer(generation: Generation): Explainer {
  const { rules, schemas } = generation;
  const printed = (caller: Caller, requestable: boolean): string => {
    const scope = scopeOf(rules, caller);
    return requestable ? schemas.requestable(scope) : printSchema(lexicographicSortSchema(schemas.readable(scope)));
  };
  /** A caller is of one request: under however many aliases it asks, each text is made once. */
  const texts = new WeakMap<Caller, Map<boolean, string>>();
  return {
    explain: (caller, question) => explained(generation, caller, question),
    schemaOf(caller, requestable) {
      const known = texts.get(caller) ?? new Map<boolean, string>();
      texts.set(caller, known);
      const text = known.get(requestable) ?? printed(caller, requestable);
      known.set(requestable, text);
      return text;
    },
  };
}

function explained(generation: Generation, caller: Caller, question: Question): Explanation {
  const { query, operationName = null, language } = question;
  const { rules, schemas, apiSchema, contributors } = generation;
  const scope = scopeOf(rules, caller);
  const schema = schemas.visible(scope);
  const head = {
    purpose: caller.purpose,
    policyClock: caller.now,
    policyVersion: generation.policyVersion,
    supergraphVersion: generation.version,
  };
  try {
    const given = variablesOf(question.variables);
    const { variables, madeUp } = withSampleVariables(query, operationName, schema, given);
    const operation = readOperation({ query, operationName, variables }, schema, generation.demand);
    const permitted = permit(operation, scope, apiSchema, madeUp);
    return { ...head, refusal: null, ...explainOperation(permitted, { scope, contributors, language }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...head, refusal: { code: error.code, says: error.message }, fields: [], rows: [] };
  }
}

function variablesOf(json: string | null | undefined): Readonly<Record<string, unknown>> {
  if (json === null || json === undefined) return {};
  // What nobody reads whom it names is not explained.
  const { characters, variables: most } = MOST_EXPLAINED;
  if (json.length > characters) throw new BadUserInput('variables', `must have ${characters} characters at most`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new BadUserInput('variables', 'must be JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadUserInput('variables', 'must be a JSON object');
  if (Object.keys(value).length > most) throw new BadUserInput('variables', `must be ${most} at most`);
  return value as Readonly<Record<string, unknown>>;
}
