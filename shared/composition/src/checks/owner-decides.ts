import { problem, type Problem } from '../problem.js';
import { labelDirectives } from '../labels/directives.js';
import { AXES, looserAxes, strictest } from '../labels/strictness.js';
import { at } from '../sdl/place.js';
import { ownersOf, type Definition } from './definitions.js';

/**
 * The strictest label wins, so a label is a lock: only its owner may turn it. Also refuses two stewards for one field,
 * and a key that several agencies label differently while nobody is named as its owner.
 */
export const ownerDecides = (definitions: ReadonlyMap<string, readonly Definition[]>): readonly Problem[] =>
  [...definitions.values()].flatMap((each) =>
    each.length > 1 ? [...twoStewards(each), ...stricterThanOwner(each)] : [],
  );

const twoStewards = (definitions: readonly Definition[]): readonly Problem[] => {
  const [first, ...others] = preferOwner(definitions).filter(({ label }) => label);
  return others
    .filter(({ label }) => label?.steward !== first?.label?.steward)
    .map((definition) =>
      say('TWO_STEWARDS', definition, {
        says: `${definition.field.coordinate} has two stewards: ${definition.label?.steward} in ${definition.subgraph.name}, ${first?.label?.steward} in ${first?.subgraph.name}. One steward answers for a field.`,
        fix: `Agree on one; the field’s owner is ${first?.subgraph.name}.`,
      }),
    );
};

const stricterThanOwner = (definitions: readonly Definition[]): readonly Problem[] => {
  const owners = ownersOf(definitions);
  if (owners === 'unknown') return ownerUnknown(definitions);
  const theirs = strictest(owners.flatMap(({ label }) => label ?? []));
  if (!theirs) return [];
  const names = owners.map(({ subgraph }) => subgraph.name).join(', ');
  return definitions
    .filter((definition) => !owners.includes(definition))
    .flatMap((definition) => {
      const stricter = definition.label ? looserAxes(theirs, definition.label) : [];
      if (!definition.label || stricter.length === 0) return [];
      const label = definition.label;
      return say('STRICTER_THAN_OWNER', definition, {
        says: `${definition.subgraph.name} labels ${definition.field.coordinate} stricter than its owner ${names} (${stricter.map((axis) => `${axis} ${label[axis]} against ${theirs[axis]}`).join(', ')}). The strictest label wins, so this would lock another agency’s field.`,
        fix: `Repeat the owner’s label: ${AXES.map((axis) => `${axis}: ${theirs[axis]}`).join(', ')}, steward: "${theirs.steward}".`,
      });
    });
};

const ownerUnknown = (definitions: readonly Definition[]): readonly Problem[] => {
  const labelled = definitions.filter(({ label }) => label);
  const [first] = labelled;
  const other = labelled.find(({ label }) => AXES.some((axis) => label?.[axis] !== first?.label?.[axis]));
  if (!first || !other) return [];
  return [
    say('OWNER_UNKNOWN', other, {
      says: `${first.subgraph.name} and ${other.subgraph.name} both answer for the key ${other.field.coordinate} and label it differently, and nobody is named as the owner of ${other.type.name}.`,
      fix: `Give both the same label, or name the owner in supergraph.yaml: agency: { owns: [${other.type.name}] }.`,
    }),
  ];
};

const preferOwner = (definitions: readonly Definition[]): readonly Definition[] => {
  const owners = ownersOf(definitions);
  return owners === 'unknown' ? definitions : [...owners, ...definitions.filter((each) => !owners.includes(each))];
};

const say = (
  code: 'TWO_STEWARDS' | 'STRICTER_THAN_OWNER' | 'OWNER_UNKNOWN',
  { subgraph, field, type }: Definition,
  words: { readonly says: string; readonly fix: string },
): Problem => {
  const [label] = [
    ...labelDirectives(subgraph.links, field.directives, 'label'),
    ...labelDirectives(subgraph.links, type.directives, 'label'),
  ];
  return problem(code, { subgraph: subgraph.name, coordinate: field.coordinate, ...at(label ?? field.node), ...words });
};
