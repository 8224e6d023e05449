import { Kind, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { MOST_EXPLAINED } from '../most-explained.js';
import type { SubjectName } from '../subject-name.js';
import { hashesOf, textsOf, type Texts } from './explained-texts.js';
import {
  identifyingArguments,
  valueOf,
  type IdentifyingArgument,
  type IdentifyingSchema,
  type ToExplain,
  type Variables,
} from './identifiers.js';

/** As much as is read of one, and of all that one request gives together: values are looked at, names are found. */
const MOST = { tokens: 2_000, readings: 1_000, values: 20_000, names: 1_000 } as const;

/** Whom operations name that are to be explained. */
export interface ExplainedNames {
  readonly named: readonly SubjectName[];
  /** What is sealed in the place of their texts. */
  readonly texts: Texts;
}

/**
 * Finds whom operations name that one request gives to be explained, whether or not they fit the schema. Of several
 * operations in a text, and of fragments, it is all: the text has them all.
 */
export function explainedNames(given: readonly ToExplain[], graph: IdentifyingSchema): ExplainedNames {
  const named = new Map<string, SubjectName>();
  const texts = new Map<string, string>();
  let readings = 0;
  let looked = 0;

  /** What is sealed of it; null unless all whom that may name were found. */
  const readNames = (one: ToExplain): Texts | null => {
    const { query, variables } = one;
    if (readings > MOST.readings || looked > MOST.values || query.length > MOST_EXPLAINED.characters) return null;
    const document = parse(query, { noLocation: true, maxTokens: MOST.tokens });
    const values = variablesIn(variables);
    const parts = partsOf(document, values ?? {}, graph);
    for (const { argument, under } of readingsOf(parts)) {
      readings += 1;
      if (readings > MOST.readings) return null;
      for (const found of argument.look(under)) {
        looked += 1;
        if (looked > MOST.values) return null;
        if (found === null) continue;
        const { name } = found;
        const key = `${name.of}\n${name.id}`;
        if (named.size === MOST.names && !named.has(key)) return null;
        named.set(key, name);
      }
    }
    // attacker-controlled: operations in one another would take time that grows with the power of their depth.
    const holdsAnother = parts.some((part) => part.arguments.some(({ explains }) => explains !== null));
    return values === null || holdsAnother ? null : textsOf(one, document, values, graph);
  };

  for (const one of distinct(given)) {
    let read: Texts | null = null;
    try {
      read = readNames(one);
    } catch {
      // What is no operation names nobody that could be told.
    }
    for (const [text, hash] of hashesOf(one)) {
      const put = read?.get(text) ?? hash;
      // Of one that is read in two ways nothing says which was meant.
      texts.set(text, (texts.get(text) ?? put) === put ? put : hash);
    }
  }
  return { named: [...named.values()], texts };
}

const distinct = (given: readonly ToExplain[]): Iterable<ToExplain> =>
  new Map(given.map((one) => [JSON.stringify([one.query, one.operationName, one.variables]), one])).values();

/** An operation or a fragment: its identifying arguments, and the variables that these may be read under. */
interface Part {
  readonly arguments: readonly IdentifyingArgument[];
  readonly scopes: readonly Variables[];
}

/** Of a text with variables: a fragment's may be read under the defaults of any operation. */
function partsOf({ definitions }: DocumentNode, values: Variables, graph: IdentifyingSchema): readonly Part[] {
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const defaults = new Map(operations.map((one) => [one, defaultsOf(one)]));
  const different = new Map([{}, ...defaults.values()].map((one) => [JSON.stringify(one), one]));
  const scopes = new Map([...different].map(([key, one]): [string, Variables] => [key, { ...one, ...values }]));
  return definitions.flatMap((part): Part[] => {
    if (part.kind === Kind.FRAGMENT_DEFINITION)
      return [{ arguments: identifyingArguments(part, graph), scopes: [...scopes.values()] }];
    if (part.kind !== Kind.OPERATION_DEFINITION) return [];
    const own = scopes.get(JSON.stringify(defaults.get(part)))!;
    return [{ arguments: identifyingArguments(part, graph), scopes: [own] }];
  });
}

/** Each argument under each of the variables, one after another: there may be far more of these than are read. */
function* readingsOf(parts: readonly Part[]): Generator<{ argument: IdentifyingArgument; under: Variables }> {
  for (const part of parts)
    for (const argument of part.arguments) for (const under of part.scopes) yield { argument, under };
}

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Variables =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }): [string, unknown][] =>
      defaultValue === undefined ? [] : [[variable.name.value, valueOf(defaultValue, {})]],
    ),
  );

/** Null where they cannot be read. */
function variablesIn(json: string | null): Variables | null {
  if (json === null) return {};
  if (json.length > MOST_EXPLAINED.characters) return null;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.keys(value).length > MOST_EXPLAINED.variables ? null : (value as Variables);
  } catch {
    return null;
  }
}
