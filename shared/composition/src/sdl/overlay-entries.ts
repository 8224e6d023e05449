import { isMap, isScalar, LineCounter, parseDocument, type Node } from 'yaml';
import type { Label } from '@agency-graph/contract';
import { problem, type Place, type Problem } from '../problem.js';
import { MAX_YAML_ERRORS, refuseYaml } from '../yaml-limits.js';
import { readLabel } from '../labels/directives.js';

/** Labels said beside the schema, for an agency that cannot change its SDL: `labels.yaml` as text. */
export interface Overlay {
  readonly text: string;
  readonly file: string;
}

/** What an overlay says of one coordinate: a label, or what an argument or input field reads. */
export type OverlayEntry = {
  readonly coordinate: string;
  readonly place: Place;
  /** From the start of the text. */
  readonly offset: number;
} & (
  { readonly kind: 'label'; readonly label: Label } | { readonly kind: 'reads'; readonly fields: readonly string[] }
);

const LABEL_KEYS = ['secrecy', 'sharing', 'personal', 'steward'];
const EXAMPLE = 'Type.field: { secrecy: …, sharing: …, personal: …, steward: … }';

/** Reads an overlay's text: its entries, and every problem in it with its line. */
export const readOverlay = (
  subgraph: string,
  { text, file }: Overlay,
): { readonly entries: readonly OverlayEntry[]; readonly problems: readonly Problem[] } => {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const notYaml = (offset: number, says: string): Problem =>
    problem('INVALID_YAML', { subgraph, place: placeAt(offset), says, fix: `Write ${EXAMPLE}, each once.` });
  const refused = refuseYaml(text);
  if (refused) return { entries: [], problems: [notYaml(0, `This label overlay ${refused}.`)] };
  try {
    const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const wrong = [...yaml.errors, ...yaml.warnings]
      .slice(0, MAX_YAML_ERRORS)
      .map((error) => notYaml(error.pos[0], `This is not the YAML that is read here: ${error.message}.`));
    if (wrong.length > 0 || yaml.contents === null) return { entries: [], problems: wrong };
    if (!isMap(yaml.contents))
      return { entries: [], problems: [notYaml(0, 'A label overlay is a map of coordinates.')] };
    const read = yaml.contents.items.map(({ key, value }): OverlayEntry | Problem => {
      const offset = (key as Node | null)?.range?.[0] ?? 0;
      const coordinate = isScalar(key) ? String(key.value) : '';
      const entry: unknown = isMap(value) ? value.toJSON() : undefined;
      return readEntry(
        subgraph,
        { coordinate, place: placeAt(offset), offset },
        (entry ?? {}) as Record<string, unknown>,
      );
    });
    return {
      entries: read.flatMap((each) => ('says' in each ? [] : [each])),
      problems: read.flatMap((each) => ('says' in each ? [each] : [])),
    };
  } catch (error) {
    // attacker-controlled: aliases that multiply and nesting without end make the YAML library throw.
    if (error instanceof RangeError || error instanceof ReferenceError)
      return { entries: [], problems: [notYaml(0, 'This label overlay nests or repeats too much.')] };
    throw error;
  }
};

const readEntry = (
  subgraph: string,
  where: Pick<OverlayEntry, 'coordinate' | 'place' | 'offset'>,
  values: Readonly<Record<string, unknown>>,
): OverlayEntry | Problem => {
  const invalid = (says: string, fix: string): Problem =>
    problem('INVALID_LABEL', {
      subgraph,
      coordinate: where.coordinate,
      place: where.place,
      says: `The entry of ${where.coordinate} ${says}.`,
      fix,
    });
  const keys = Object.keys(values);
  const { reads } = values;
  if (keys.length === 1 && Array.isArray(reads) && reads.every((each) => typeof each === 'string'))
    return { ...where, kind: 'reads', fields: reads };
  const unknown = keys.find((key) => !LABEL_KEYS.includes(key));
  if (unknown)
    return invalid(
      `has the key ${unknown}, which is not read here`,
      `Write ${LABEL_KEYS.join(', ')}, or reads: [Type.field] alone.`,
    );
  const read = readLabel(values);
  if (read.kind === 'label') return { ...where, kind: 'label', label: read.label };
  return invalid(
    `has a ${read.argument} that is missing or not known`,
    `Give ${read.argument} one of: ${read.allowed.join(', ')}.`,
  );
};
