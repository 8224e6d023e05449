import {
  Location,
  Source,
  Token,
  TokenKind,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import { problem, type Problem } from '../problem.js';
import { labelDirective, readsDirective } from './label-nodes.js';
import { readOverlay, type Overlay, type OverlayEntry } from './overlay-entries.js';

/** Local names that the overlay's directives get in a document. */
export interface LabelNames {
  readonly label: string;
  readonly reads: string;
}

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
  const { entries, problems } = readOverlay(subgraph, overlay);
  const source = new Source(overlay.text, overlay.file);
  const written = write(document, new Map(entries.map((entry) => [entry.coordinate, directive(entry, names, source)])));
  const unknown = entries
    .filter(({ coordinate }) => written.unused.has(coordinate))
    .map(({ coordinate, place }) =>
      problem('OVERLAY_UNKNOWN_COORDINATE', {
        subgraph,
        coordinate,
        place,
        says: `The overlay labels ${coordinate}, which the schema of ${subgraph} does not have.`,
        fix: 'Remove the line, or correct the name to Type, Type.field or Type.field(argument:).',
      }),
    );
  return { document: written.document, problems: [...problems, ...unknown] };
};

/** An entry as a directive that stands at its line of the overlay, so that problems point there. */
const directive = (entry: OverlayEntry, names: LabelNames, source: Source): ConstDirectiveNode => {
  const token = new Token(TokenKind.NAME, entry.offset, entry.offset, entry.place.line, entry.place.column);
  const loc = new Location(token, token, source);
  return entry.kind === 'label'
    ? labelDirective(names.label, entry.label, loc)
    : readsDirective(names.reads, entry.fields, loc);
};

/** Appends directives by coordinate; tells which coordinates the document does not have. */
const write = (
  document: DocumentNode,
  additions: ReadonlyMap<string, ConstDirectiveNode>,
): { readonly document: DocumentNode; readonly unused: ReadonlySet<string> } => {
  const unused = new Set(additions.keys());
  const taking = (
    directives: readonly ConstDirectiveNode[] = [],
    coordinate: string,
  ): readonly ConstDirectiveNode[] => {
    const addition = unused.delete(coordinate) ? additions.get(coordinate) : undefined;
    return addition ? [...directives, addition] : directives;
  };
  const inType = <N extends TypeDefinitionNode | TypeExtensionNode>(node: N): N => {
    const name = node.name.value;
    const directives = taking(node.directives, name);
    if (!('fields' in node)) return { ...node, directives };
    const fields = (node.fields ?? []).map((field) => {
      const coordinate = `${name}.${field.name.value}`;
      const parameters =
        'arguments' in field &&
        field.arguments?.map((each) => ({
          ...each,
          directives: taking(each.directives, `${coordinate}(${each.name.value}:)`),
        }));
      return {
        ...field,
        directives: taking(field.directives, coordinate),
        ...(parameters && { arguments: parameters }),
      };
    });
    return { ...node, directives, fields };
  };
  const written = visit(document, {
    ObjectTypeDefinition: inType,
    ObjectTypeExtension: inType,
    InterfaceTypeDefinition: inType,
    InterfaceTypeExtension: inType,
    InputObjectTypeDefinition: inType,
    InputObjectTypeExtension: inType,
  });
  return { document: written, unused };
};
