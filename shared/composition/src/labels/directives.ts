import {
  LABEL_SPEC,
  PERSONAL_DATA,
  SECRECY,
  SHARING,
  STEWARDS,
  type Label,
  type RowLabel,
} from '@agency-graph/contract';
import type { ConstDirectiveNode } from 'graphql';
import { argumentsOf, type Links } from '../sdl/links.js';
import { applied } from '../sdl/subgraph.js';

export type LabelDirective = 'label' | 'rowLabel' | 'reads';
export const LABEL_DIRECTIVES: readonly LabelDirective[] = ['label', 'rowLabel', 'reads'];

/** Applications of a label directive, whatever a subgraph calls it. */
export const labelDirectives = (
  links: Links,
  directives: readonly ConstDirectiveNode[] | undefined,
  name: LabelDirective,
): readonly ConstDirectiveNode[] => applied(links, directives ?? [], name, LABEL_SPEC);

const VALUES: Readonly<Record<keyof Label, readonly string[]>> = {
  secrecy: SECRECY,
  sharing: SHARING,
  personal: PERSONAL_DATA,
  steward: STEWARDS,
};

/** A value that a label may not have, and those it may. */
export interface InvalidLabel {
  readonly kind: 'invalid';
  readonly argument: keyof Label;
  readonly value: unknown;
  readonly allowed: readonly string[];
}

/** Reads `{ secrecy, sharing, personal, steward }`, of a directive or of an overlay entry. */
export const readLabel = (
  values: Readonly<Record<string, unknown>>,
): { readonly kind: 'label'; readonly label: Label } | InvalidLabel => {
  for (const argument of ['secrecy', 'sharing', 'personal', 'steward'] as const)
    if (!VALUES[argument].includes(values[argument] as string))
      return { kind: 'invalid', argument, value: values[argument], allowed: VALUES[argument] };
  const { secrecy, sharing, personal, steward } = values as unknown as Label;
  return { kind: 'label', label: Object.freeze({ secrecy, sharing, personal, steward }) };
};

/** The label of a `@label` application; undefined where it is invalid, which has a problem of its own. */
export const labelOf = (node: ConstDirectiveNode): Label | undefined => {
  const read = readLabel(argumentsOf(node));
  return read.kind === 'label' ? read.label : undefined;
};

/** The row label of a `@rowLabel` application. */
export const rowLabelOf = (node: ConstDirectiveNode): RowLabel => {
  const { secrecy, until, compartments, scopes } = argumentsOf(node);
  return Object.freeze({
    ...(typeof secrecy === 'string' && { secrecy }),
    ...(typeof until === 'string' && { until }),
    ...(typeof compartments === 'string' && { compartments }),
    scopes: Object.freeze(strings(scopes)),
  });
};

/** Hidden fields that a row label names. */
export const rowLabelFields = (row: RowLabel): readonly string[] =>
  [row.secrecy, row.until, row.compartments, ...row.scopes].filter((name) => name !== undefined);

/** The coordinates of a `@reads` application. */
export const readsOf = (node: ConstDirectiveNode): readonly string[] =>
  Object.freeze(strings(argumentsOf(node)['fields']));

const strings = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter((each) => typeof each === 'string');
