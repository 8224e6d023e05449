import type { Label } from '@agency-graph/contract';
import { problem, type Problem } from '../problem.js';
import { labelDirectives } from '../labels/directives.js';
import { needsLabel } from '../labels/effective-label.js';
import { at } from '../sdl/place.js';
import type { Subgraph, SubgraphField, SubgraphType } from '../sdl/subgraph.js';

/**
 * Every field of every object type has a label, its own or its type's; a root field its own. Deny by default starts here.
 * `across` is what the other subgraphs say of it, by coordinate: a field of theirs repeats their label.
 */
export const everyFieldLabelled = (subgraph: Subgraph, across: ReadonlyMap<string, Label>): readonly Problem[] =>
  [...subgraph.types.values()]
    .filter((type) => type.root !== 'subscription')
    .flatMap((type) =>
      [...type.fields.values()]
        .filter((field) => needsLabel(subgraph, type, field) && !isLabelled(subgraph, type, field))
        .map((field) =>
          type.root ? unlabelledRoot(subgraph, field) : unlabelled(subgraph, type, field, across.get(field.coordinate)),
        ),
    );

const isLabelled = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField): boolean =>
  labelDirectives(subgraph.links, field.directives, 'label').length > 0 ||
  (!type.root && labelDirectives(subgraph.links, type.directives, 'label').length > 0);

const written = ({ secrecy, sharing, personal, steward }: Label): string =>
  `@label(secrecy: ${secrecy}, sharing: ${sharing}, personal: ${personal}, steward: "${steward}")`;

const EXAMPLE = written({ secrecy: 'UNCLASSIFIED', sharing: 'INTERNAL', personal: 'NONE', steward: 'VPTW' });

const unlabelled = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField, theirs: Label | undefined): Problem =>
  problem('UNLABELLED_FIELD', {
    subgraph: subgraph.name,
    coordinate: field.coordinate,
    ...at(field.node),
    says: `${field.coordinate} has no label, and neither has type ${type.name}. A field without a label is refused to everybody.`,
    fix:
      theirs === undefined
        ? `Write a label on the field, or on type ${type.name} for all its fields, e.g. ${EXAMPLE}.`
        : `Another agency labels it: repeat its label on the field, ${written(theirs)}.`,
  });

const unlabelledRoot = (subgraph: Subgraph, field: SubgraphField): Problem =>
  problem('UNLABELLED_ROOT_FIELD', {
    subgraph: subgraph.name,
    coordinate: field.coordinate,
    ...at(field.node),
    says: `${field.coordinate} is a way into the graph and has no label of its own.`,
    fix: `Write a label on this field, e.g. ${EXAMPLE}. A label on the root type is not read: all agencies share that type.`,
  });
