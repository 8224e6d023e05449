import { isRowFieldName } from '@agency-graph/contract';
import { problem, type Problem } from '../problem.js';
import { labelDirectives, rowLabelFields, rowLabelOf } from '../labels/directives.js';
import { isInaccessible } from '../labels/effective-label.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** A row label names `@inaccessible` fields of the same type in the same subgraph: clients never see what decides on a row. */
export const rowLabels = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) => {
    const [node, second] = labelDirectives(subgraph.links, type.directives, 'rowLabel');
    if (!node) return [];
    const wrong = (says: string, fix: string): Problem =>
      problem('INVALID_ROW_LABEL', {
        subgraph: subgraph.name,
        coordinate: type.name,
        ...at(second ?? node),
        says,
        fix,
      });
    if (second) return [wrong(`Type ${type.name} has two row labels in one subgraph.`, 'Keep one.')];
    const named = rowLabelFields(rowLabelOf(node));
    if (named.length === 0)
      return [
        wrong(
          `The row label of ${type.name} names no field.`,
          'Name the hidden fields that carry the row’s level and scopes.',
        ),
      ];
    return named.flatMap((name) => {
      const field = type.fields.get(name);
      if (!field)
        return wrong(
          `The row label of ${type.name} names ${name}, which ${type.name} does not have in this subgraph.`,
          `Add the field ${name} with @inaccessible, or name the field that carries it.`,
        );
      if (!isRowFieldName(name))
        return wrong(
          `The row label of ${type.name} names ${name}, which no condition on rows can name to the agency.`,
          'Call it by 1 to 64 letters, digits and _, a letter first.',
        );
      if (isInaccessible(subgraph, field)) return [];
      return wrong(
        `The row label of ${type.name} names ${name}, which clients can select.`,
        `Mark ${type.name}.${name} with @inaccessible.`,
      );
    });
  });
