import {
  Kind,
  Location,
  Source,
  Token,
  TokenKind,
  type ConstDirectiveNode,
  type DocumentNode,
  type TypeDefinitionNode,
  visit,
} from 'graphql';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { problem, type Problem } from '../problem.js';
import { readLabel, type LabelDirective } from '../labels/directives.js';

/** Labels said beside the schema, for an agency that cannot change its SDL: `labels.yaml` as text. */
export interface Overlay {
  readonly text: string;
  readonly file: string;
}

/** Local names that the overlay's directives get in a document. */
export type LabelNames = Readonly<Record<LabelDirective, string>>;

type Additions = Map<string, ConstDirectiveNode[]>;

/**
 * Writes an overlay's labels into a document. Keys are `Type`, `Type.field` (a label each), `Type.field(argument:)` and
 * `Input.field` (`{ reads: [Type.field] }`). A key that the document does not have is a problem.
 */
export const applyOverlay = (
  subgraph: string,
  document: DocumentNode,
  overlay: Overlay,
  names: LabelNames,
): { readonly document: DocumentNode; readonly problems: readonly Problem[] } => {
  const lines = new LineCounter();
  const yaml = parseDocument(overlay.text, { lineCounter: lines, prettyErrors: false });
  const source = new Source(overlay.text || '\n', overlay.file);
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { place: { file: overlay.file, line, column: col } };
  };
  const problems: Problem[] = yaml.errors.map((error) =>
    problem('INVALID_YAML', {
      subgraph,
      ...placeAt(error.pos[0]),
      says: `This is not YAML: ${error.message}.`,
      fix: 'Mend the line.',
    }),
  );
  if (problems.length > 0 || yaml.contents === null) return { document, problems };
  if (!isMap(yaml.contents)) {
    problems.push(
      problem('INVALID_YAML', {
        subgraph,
        ...placeAt(0),
        says: 'A label overlay is a map of coordinates.',
        fix: 'Write Type.field: { secrecy: …, sharing: …, personal: …, steward: … }.',
      }),
    );
    return { document, problems };
  }

  const additions: Additions = new Map();
  const offsets = new Map<string, number>();
  for (const { key, value } of yaml.contents.items) {
    const coordinate = isScalar(key) ? String(key.value) : '';
    const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
    offsets.set(coordinate, offset);
    const entry: unknown =
      value !== null && typeof value === 'object' && 'toJSON' in value
        ? (value as { toJSON: () => unknown }).toJSON()
        : undefined;
    const { line, col } = lines.linePos(offset);
    const loc = location(source, offset, line, col);
    const read = readEntry(entry, loc, names);
    if (read.kind === 'invalid')
      problems.push(
        problem('INVALID_LABEL', {
          subgraph,
          coordinate,
          ...placeAt(offset),
          says: `The entry of ${coordinate} ${read.says}`,
          fix: read.fix,
        }),
      );
    else additions.set(coordinate, [read.node]);
  }
  const labelled = write(document, additions);
  for (const coordinate of labelled.unused)
    problems.push(
      problem('OVERLAY_UNKNOWN_COORDINATE', {
        subgraph,
        coordinate,
        ...placeAt(offsets.get(coordinate) ?? 0),
        says: `The overlay labels ${coordinate}, which the schema of ${subgraph} does not have.`,
        fix: 'Remove the line, or correct the name to Type, Type.field or Type.field(argument:).',
      }),
    );
  return { document: labelled.document, problems };
};

type Entry =
  | { readonly kind: 'entry'; readonly node: ConstDirectiveNode }
  | { readonly kind: 'invalid'; readonly says: string; readonly fix: string };

const readEntry = (entry: unknown, loc: Location, names: LabelNames): Entry => {
  const values = (entry ?? {}) as Record<string, unknown>;
  const keys = Object.keys(values);
  if (keys.length === 1 && Array.isArray(values['reads']) && values['reads'].every((each) => typeof each === 'string'))
    return { kind: 'entry', node: directive(names.reads, { fields: values['reads'] as string[] }, loc) };
  const unknown = keys.find((key) => !['secrecy', 'sharing', 'personal', 'steward'].includes(key));
  if (unknown)
    return {
      kind: 'invalid',
      says: `has the unknown key ${unknown}.`,
      fix: 'Write secrecy, sharing, personal and steward, or reads alone.',
    };
  const read = readLabel(values);
  if (read.kind === 'invalid')
    return {
      kind: 'invalid',
      says: `has a ${read.argument} that is missing or not known.`,
      fix: `Give ${read.argument} one of: ${read.allowed.join(', ')}.`,
    };
  return { kind: 'entry', node: directive(names.label, { ...read.label }, loc) };
};

const directive = (
  name: string,
  values: Readonly<Record<string, string | readonly string[]>>,
  loc: Location,
): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  loc,
  name: { kind: Kind.NAME, value: name },
  arguments: Object.entries(values).map(([argument, value]) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: argument },
    value:
      typeof value === 'string'
        ? argument === 'steward'
          ? { kind: Kind.STRING, value }
          : { kind: Kind.ENUM, value }
        : { kind: Kind.LIST, values: value.map((each) => ({ kind: Kind.STRING, value: each })) },
  })),
});

/** A place in the overlay, in the form that composition's errors carry. */
const location = (source: Source, offset: number, line: number, column: number): Location => {
  const token = new Token(TokenKind.NAME, offset, offset, line, column);
  return new Location(token, token, source);
};

/** Appends directives by coordinate; tells which coordinates the document does not have. */
const write = (
  document: DocumentNode,
  additions: Additions,
): { readonly document: DocumentNode; readonly unused: readonly string[] } => {
  const unused = new Set(additions.keys());
  const take = (coordinate: string): ConstDirectiveNode[] => {
    if (!unused.delete(coordinate)) return [];
    return additions.get(coordinate) ?? [];
  };
  const inType = <N extends TypeDefinitionNode>(node: N): N => {
    const name = node.name.value;
    const directives = [...(node.directives ?? []), ...take(name)];
    if (!('fields' in node)) return { ...node, directives };
    const fields = (node.fields ?? []).map((field) => ({
      ...field,
      directives: [...(field.directives ?? []), ...take(`${name}.${field.name.value}`)],
      ...('arguments' in field && {
        arguments: (field.arguments ?? []).map((argument) => ({
          ...argument,
          directives: [...(argument.directives ?? []), ...take(`${name}.${field.name.value}(${argument.name.value}:)`)],
        })),
      }),
    }));
    return { ...node, directives, fields } as N;
  };
  const written = visit(document, {
    ObjectTypeDefinition: inType,
    ObjectTypeExtension: (node) => inType(node as unknown as TypeDefinitionNode),
    InterfaceTypeDefinition: inType,
    InputObjectTypeDefinition: inType,
  });
  return { document: written, unused: [...unused] };
};
