import type { ASTNode, GraphQLError } from 'graphql';
import type { Problem, Severity } from './problem.js';
import { placeOf } from './sdl/place.js';

/** What composition's codes ask of an agency. A code that is not here keeps the library's own sentence and a general hint. */
const FIXES: Readonly<Record<string, string>> = {
  AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE:
    'Write the access directive on the object types behind the interface, or on their fields.',
  MISSING_TRANSITIVE_AUTH_REQUIREMENTS:
    'Ask at least for what the fields read through @requires or @fromContext ask for.',
  INVALID_FIELD_SHARING:
    'Only one agency answers for a field. Rename yours, or have both mark it @shareable and the operator name an owner.',
  SATISFIABILITY_ERROR:
    'Give the type a @key that every agency can be asked by, or @shareable fields on the way to the data.',
  EXTERNAL_MISSING_ON_BASE: 'Remove @external, or ask the agency that owns the type to publish the field first.',
  EXTERNAL_UNUSED: 'Remove the field: no @key, @requires or @provides of yours needs it.',
  EXTERNAL_TYPE_MISMATCH: 'Give the field the type that its owner gives it.',
  FIELD_TYPE_MISMATCH: 'Give the field the same type in every subgraph that defines it.',
  FIELD_ARGUMENT_TYPE_MISMATCH: 'Give the argument the same type in every subgraph that defines the field.',
  ENUM_VALUE_MISMATCH: 'An enum used for input and output needs the same values in every subgraph.',
  TYPE_KIND_MISMATCH: 'Rename your type: another agency has one of that name and of another kind.',
  EXTENSION_WITH_NO_BASE: 'Correct the name of the type: no agency defines it.',
  KEY_INVALID_FIELDS: 'Name fields in the @key that the type has.',
  REQUIRES_INVALID_FIELDS: 'Name fields in @requires that the type has, marked @external.',
  PROVIDES_INVALID_FIELDS: 'Name fields in @provides that the returned type has, marked @external.',
  REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH:
    'Make the argument optional, or add it in every subgraph that defines the field.',
  REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH: 'Make the input field optional, or add it in every subgraph.',
  REFERENCED_INACCESSIBLE: 'Hide what refers to it too, or make it visible.',
  ONLY_INACCESSIBLE_CHILDREN: 'Leave one visible field, or hide the whole type.',
  DIRECTIVE_COMPOSITION_ERROR: 'Link the directive by the same versioned specification and name in every subgraph.',
  LINK_IMPORT_NAME_MISMATCH: 'Import the directive by the same name in every subgraph.',
  INCONSISTENT_ARGUMENT_PRESENCE: 'Give the field the same arguments in every subgraph that defines it.',
  INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM: 'Give the enum the same values in every subgraph that defines it.',
  INCONSISTENT_INPUT_OBJECT_FIELD: 'Give the input type the same fields in every subgraph, or name yours otherwise.',
  INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS: 'Write the directive with the same arguments in every subgraph.',
  INCONSISTENT_DESCRIPTION: 'Describe it in the same words in every subgraph.',
  NO_QUERIES: 'At least one agency must offer a query.',
  INVALID_GRAPHQL: 'Mend the schema text at this place.',
};

const GENERAL_FIX = 'Change the schema at the named place; the code can be looked up in the federation documentation.';

/** Composition's errors in our words: which agency, what, where in its file, and the way out. The code is kept. */
export const apolloProblems = (errors: readonly GraphQLError[]): readonly Problem[] => errors.map(apolloProblem);

/** What the hints that we use of composition look like. */
interface Hint {
  readonly definition: { readonly code: string; readonly level: { readonly value: number } };
  readonly message: string;
  readonly nodes?: readonly ASTNode[];
}

/** Composition's level of what is probably a mistake; below it is only information. */
const WARN = 60;

/** Hints that mean: something of one agency is left out because another wrote it differently. */
const DROPS = [
  'INCONSISTENT_ARGUMENT_PRESENCE',
  'INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM',
  'INCONSISTENT_INPUT_OBJECT_FIELD',
  'INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS',
];

/**
 * Composition's own warnings, e.g. of agencies that describe one type differently. Where `strict`, what it would leave
 * out in silence is a problem: no agency takes an argument or input field away from another by writing less.
 */
export const apolloHints = (hints: readonly Hint[], strict: boolean): readonly Problem[] =>
  hints
    .filter(({ definition }) => definition.level.value >= WARN)
    .map(({ definition: { code }, message, nodes }) =>
      translate(code, strict && DROPS.includes(code) ? 'error' : 'warning', message, nodes),
    );

const apolloProblem = ({ extensions, message, nodes }: GraphQLError): Problem =>
  translate(String(extensions['code'] ?? 'INVALID_GRAPHQL'), 'error', message, nodes);

const translate = (code: string, severity: Severity, message: string, nodes: readonly ASTNode[] = []): Problem => {
  const [, prefix, sentence] = /^\[([^\]]+)\] ([\s\S]*)$/.exec(message) ?? [];
  const node = nodes.find((each) => each.loc);
  const place = placeOf(node);
  // Composition marks each node with the subgraph that it came from.
  const subgraph = prefix ?? (node as { readonly subgraph?: string } | undefined)?.subgraph;
  const coordinate = coordinateIn(message);
  return Object.freeze({
    code,
    severity,
    ...(subgraph !== undefined && { subgraph }),
    ...(coordinate !== undefined && { coordinate }),
    ...(place && { place }),
    says: sentence ?? message,
    fix: FIXES[code] ?? GENERAL_FIX,
  });
};

/** The first coordinate that composition puts in quotation marks: `"Type.field"`, `"Type.field(arg:)"`. */
const coordinateIn = (message: string): string | undefined =>
  /"([A-Za-z_]\w*\.[A-Za-z_]\w*(?:\(\w+:\))?)"/.exec(message)?.[1] ?? /[Tt]ype "([A-Za-z_]\w*)"/.exec(message)?.[1];
