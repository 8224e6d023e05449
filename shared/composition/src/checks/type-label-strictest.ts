import { problem, type Problem } from '../problem.js';
import { labelDirectives, labelOf } from '../labels/directives.js';
import { typeLabel } from '../labels/effective-label.js';
import { looserAxes, strictest } from '../labels/strictness.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** A type's label is at least as strict as each of its fields', so that a forgotten field label never opens anything. */
export const typeLabelStrictest = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) => {
    const whole = typeLabel(subgraph, type);
    if (!whole) return [];
    return [...type.fields.values()].flatMap((field) => {
      const nodes = labelDirectives(subgraph.links, field.directives, 'label');
      const own = strictest(nodes.flatMap((node) => labelOf(node) ?? []));
      const looser = own ? looserAxes(whole, own) : [];
      if (!own || looser.length === 0) return [];
      const axes = looser.map((axis) => `${axis} ${whole[axis]} against ${own[axis]}`).join(', ');
      return problem('TYPE_LABEL_LOOSER', {
        subgraph: subgraph.name,
        coordinate: field.coordinate,
        ...at(nodes[0]),
        says: `The label of type ${type.name} is weaker than that of its field ${field.name} (${axes}): the next field that somebody adds without a label would be opened too far.`,
        fix: `Give type ${type.name} at least ${looser.map((axis) => `${axis}: ${own[axis]}`).join(', ')}, and write looser labels on the fields that deserve them.`,
      });
    });
  });
