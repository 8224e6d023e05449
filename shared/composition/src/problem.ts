/** What stops a graph (`error`) or only deserves a reviewer's eye (`warning`). */
export type Severity = 'error' | 'warning';

/** Where a problem stands: file as it was handed in, line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, where it is, in words for the agency that has to mend it, and how it is mended. */
export interface Problem {
  /** From `PROBLEM_CODES`, or the composition library's own code, kept so that it can be looked up. */
  readonly code: string;
  readonly severity: Severity;
  readonly subgraph?: string;
  /** Schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`. */
  readonly coordinate?: string;
  readonly place?: Place;
  readonly says: string;
  readonly fix: string;
}

/** Every code this room gives of its own, and the rule behind it. */
export const PROBLEM_CODES = {
  INVALID_YAML: 'the file is YAML with one document and no key written twice',
  UNKNOWN_KEY: 'only known keys are read',
  MISSING_KEY: 'a required key is there',
  INVALID_VALUE: 'a value has the form and unit that its key asks for',
  REFUSED_URL: 'an agency is called by http or https, without credentials, and never at a metadata address',
  FILE_MISSING: 'a file that supergraph.yaml names can be read',
  INVALID_SDL: 'a schema file is GraphQL schema text',
  UNUSUAL_LINK: 'a specification is linked by @link, and by its address as composition writes it',
  FEDERATION_LINK_MISSING: 'a labelled subgraph links the federation specification, version 2.1 or later',
  FEDERATION_TOO_NEW: 'no subgraph links a later federation version than supergraph.yaml pins',
  DIRECTIVE_NAME_TAKEN: 'no other directive has the name of a label directive',
  INVALID_LABEL: 'a label names a known value on every axis and a known steward',
  UNLABELLED_FIELD: 'every field has a label, its own or its type’s',
  UNLABELLED_ROOT_FIELD: 'every root field has a label of its own',
  LABELLED_TWICE: 'a field or type has one label in one subgraph',
  TYPE_LABEL_LOOSER: 'a type’s label is at least as strict as each of its fields’',
  INVALID_ROW_LABEL: 'a row label names hidden fields of the same type in the same subgraph',
  ROW_LABELS_DIFFER: 'subgraphs that label the rows of one type say the same',
  READS_MISSING: 'every scalar, enum or ID argument and input field says what it reads',
  INTERFACE_READS_LESS: 'an interface’s argument reads what it does on any implementation',
  READS_UNKNOWN_FIELD: 'an argument reads fields that exist',
  READS_DIFFER: 'subgraphs that share an argument or input field say the same of it',
  FLAT_REQUIREMENT: 'scopes and policies are a list of lists',
  EMPTY_REQUIREMENT: 'an access directive asks for something',
  ROOT_TYPE_PROTECTED: 'no agency gates the root fields of all others',
  ROOT_TYPE_NAMED: 'root types have their usual names',
  SUBSCRIPTION_REFUSED: 'the graph has queries and mutations only',
  PERSONAL_KEY: 'no personal data in a key',
  NO_DESCRIPTION: 'types and fields are described',
  UNSIZED_LIST: 'something says how long a list of objects can be',
  OVERLAY_UNKNOWN_COORDINATE: 'a label overlay names what its subgraph has',
  NAMED_AND_MISSING: 'an agency owns types that it has, and takes over what some agency has',
  TWO_STEWARDS: 'one steward answers for a field',
  STRICTER_THAN_OWNER: 'nobody but its owner locks a field',
  OWNER_UNKNOWN: 'agencies that label a key differently have an owner to go by',
  LOCKS_ANOTHERS: 'nobody but its owner puts access directives, row labels, prices or @inaccessible on a type or field',
  TAKES_OVER: 'no agency answers for another’s field unless supergraph.yaml says so',
  SHARED_LIST: 'a list of objects is given by one agency',
  REQUIRES_STRICTER: 'a field is at least as strict as what it reads',
  REQUIRES_UNREADABLE: 'what a field is made from can be read',
  NEVER_PLANNED: 'a field that an interface object computes is not made from one that another computes',
  NOT_PLANNED_IN_FRAGMENTS: 'a field that an interface object computes can be asked for in every place',
  LABELS_NOT_ENFORCED: 'a graph with labels runs under labels: required only',
  LABEL_LOOSENED: 'a label is never weaker than the committed one without a reviewer seeing it',
  COMPOSITION_FAILED: 'composition ends with a graph or with problems',
  NOT_COMPARABLE: 'the committed schema can be read to compare with',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** What a check says; the check that found it fills in the subgraph and the place. */
export type ProblemDetail = Omit<Problem, 'code' | 'severity'> & { readonly severity?: Severity };

/** Makes a problem of our own; an error unless it says otherwise. */
export const problem = (code: ProblemCode, detail: ProblemDetail): Problem =>
  Object.freeze({ code, severity: 'error', ...detail });

/** Order of a report: by file, line, column, then code and coordinate, so that two runs print the same. */
export const inReadingOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort(
    (a, b) =>
      compare(a.place?.file ?? '', b.place?.file ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      compare(a.code, b.code) ||
      compare(a.coordinate ?? '', b.coordinate ?? '') ||
      compare(a.says, b.says),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
