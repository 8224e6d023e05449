import type { Label, RowLabel } from '@agency-graph/contract';
import { entityKeys } from '../sdl/entity-keys.js';
import { FEDERATION_SPEC } from '../sdl/links.js';
import { applied, type Subgraph, type SubgraphField, type SubgraphType } from '../sdl/subgraph.js';
import { labelDirectives, labelOf, rowLabelFields, rowLabelOf } from './directives.js';
import { strictest } from './strictness.js';

export const INACCESSIBLE_SPEC = 'https://specs.apollo.dev/inaccessible';

/** What a subgraph says of a field: its own label, or its type's; undefined where neither speaks or none is needed. */
export const effectiveLabel = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField): Label | undefined => {
  const own = labelDirectives(subgraph.links, field.directives, 'label').flatMap((node) => labelOf(node) ?? []);
  return strictest(own) ?? (needsLabel(subgraph, type, field) ? typeLabel(subgraph, type) : undefined);
};

/** The label that a type's fields get when they say nothing. Root fields are each labelled by themselves. */
export const typeLabel = (subgraph: Subgraph, type: SubgraphType): Label | undefined =>
  type.root
    ? undefined
    : strictest(labelDirectives(subgraph.links, type.directives, 'label').flatMap((node) => labelOf(node) ?? []));

/** The row label of a type in one subgraph. */
export const rowLabel = (subgraph: Subgraph, type: SubgraphType): RowLabel | undefined => {
  const [node] = labelDirectives(subgraph.links, type.directives, 'rowLabel');
  return node && rowLabelOf(node);
};

/** Whether a field must have a label: hidden row fields, and the keys of a type that is only pointed at, need none. */
export const needsLabel = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField): boolean =>
  type.kind === 'object' && !isRowField(subgraph, type, field) && !isStubKey(subgraph, type, field);

const isRowField = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField): boolean => {
  const row = rowLabel(subgraph, type);
  return row !== undefined && rowLabelFields(row).includes(field.name) && isInaccessible(subgraph, field);
};

const isStubKey = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField): boolean => {
  const carrying = entityKeys(subgraph, type).filter((key) => key.coordinates.includes(field.coordinate));
  return carrying.length > 0 && carrying.every((key) => !key.resolvable);
};

/** Whether clients never see a field or type. */
export const isInaccessible = (subgraph: Subgraph, element: Pick<SubgraphField, 'directives'>): boolean =>
  applied(subgraph.links, element.directives, 'inaccessible', FEDERATION_SPEC, INACCESSIBLE_SPEC).length > 0;
