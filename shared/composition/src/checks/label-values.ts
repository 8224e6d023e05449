import { problem, type Problem } from '../problem.js';
import { labelDirectives, readLabel } from '../labels/directives.js';
import { argumentsOf } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** Every label names known values and a known steward, and no field or type has two in one subgraph. */
export const labelValues = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) =>
    [{ coordinate: type.name, directives: type.directives }, ...type.fields.values()].flatMap(
      ({ coordinate, directives }) => {
        const labels = labelDirectives(subgraph.links, directives, 'label');
        const invalid = labels.flatMap((node) => {
          const read = readLabel(argumentsOf(node));
          if (read.kind === 'label') return [];
          const value = read.value === undefined ? 'missing' : `“${String(read.value)}”`;
          return problem('INVALID_LABEL', {
            subgraph: subgraph.name,
            coordinate,
            ...at(node),
            says: `The label of ${coordinate} has a ${read.argument} that is ${value === 'missing' ? value : `not known: ${value}`}.`,
            fix: `Give ${read.argument} one of: ${read.allowed.join(', ')}.`,
          });
        });
        const [, second] = labels;
        if (!second) return invalid;
        return [
          ...invalid,
          problem('LABELLED_TWICE', {
            subgraph: subgraph.name,
            coordinate,
            ...at(second),
            says: `${coordinate} has ${labels.length} labels in one subgraph, so nobody can read off which one holds.`,
            fix: 'Keep one of them, in the SDL or in the label overlay.',
          }),
        ];
      },
    ),
  );
