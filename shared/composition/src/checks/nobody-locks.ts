import type { ConstDirectiveNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { labelDirectives } from '../labels/directives.js';
import { INACCESSIBLE_SPEC, isInaccessible } from '../labels/effective-label.js';
import { elementsAcross, type Element } from '../sdl/elements.js';
import { argumentsOf, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph } from '../sdl/subgraph.js';
import { ACCESS_DIRECTIVES, accessDirectives } from './access-directives.js';

/**
 * Composition joins access directives with AND and hides what anyone hides, so whoever contributes to a type could lock
 * all of it. On a type that supergraph.yaml gives an owner, and on the owner's fields, only the owner's count; what
 * travels with the questions and answers of several agencies, and has no owner, is hidden by all of them or by none.
 */
export const nobodyLocks = (subgraphs: readonly Subgraph[]): readonly Problem[] => [
  ...lockedAgainstOwner(subgraphs),
  ...[...elementsAcross(subgraphs).values()].flatMap(hiddenFromOthers),
];

const hiddenFromOthers = (elements: readonly Element[]): readonly Problem[] => {
  const shared = elements.filter(
    ({ part, type }) => part === 'value' || part === 'argument' || ['enum', 'input', 'scalar'].includes(type.kind),
  );
  const hides = (each: Element): boolean => isInaccessible(each.subgraph, each);
  const showing = shared.find((each) => !hides(each));
  const owning = shared.find(({ subgraph, type }) => subgraph.owns.has(type.name));
  // Of an owned type and its fields it is told already.
  const isTold = owning !== undefined && (owning.part === 'type' || owning.part === 'field');
  if (!showing || isTold || (owning !== undefined && hides(owning))) return [];
  return shared.filter(hides).map(({ subgraph, coordinate, node }) =>
    problem('LOCKS_ANOTHERS', {
      subgraph: subgraph.name,
      coordinate,
      ...at(node),
      says: `${subgraph.name} hides ${coordinate} by @inaccessible, and ${showing.subgraph.name} shows it. It would be hidden for all.`,
      fix: `Leave it visible, have every agency hide it, or have supergraph.yaml name who owns ${coordinate.split('.')[0]}.`,
    }),
  );
};

const lockedAgainstOwner = (subgraphs: readonly Subgraph[]): readonly Problem[] =>
  subgraphs.flatMap((owner) =>
    [...owner.owns].flatMap((typeName) => {
      const owned = owner.types.get(typeName);
      if (!owned) return [];
      return subgraphs
        .filter((other) => other !== owner)
        .flatMap((other) => {
          const type = other.types.get(typeName);
          if (!type) return [];
          const fields = [...type.fields.values()].filter(({ name }) => owned.fields.has(name));
          return [
            ...added(owner, owned.directives, other, type.directives, typeName),
            ...fields.flatMap((field) =>
              added(owner, owned.fields.get(field.name)?.directives ?? [], other, field.directives, field.coordinate),
            ),
          ];
        });
    }),
  );

const added = (
  owner: Subgraph,
  theirs: readonly ConstDirectiveNode[],
  other: Subgraph,
  directives: readonly ConstDirectiveNode[],
  coordinate: string,
): readonly Problem[] => {
  const known = locks(owner, theirs).map(said);
  return locks(other, directives)
    .filter((lock) => !known.includes(said(lock)))
    .map(({ node }) =>
      problem('LOCKS_ANOTHERS', {
        subgraph: other.name,
        coordinate,
        ...at(node),
        says: `${other.name} puts @${node.name.value} on ${coordinate}, which ${owner.name} owns and leaves without it. It would hold for the owner’s data too.`,
        fix: `Write it on fields of your own, or have ${owner.name} write it.`,
      }),
    );
};

interface Lock {
  readonly name: string;
  readonly node: ConstDirectiveNode;
}

const locks = (subgraph: Subgraph, directives: readonly ConstDirectiveNode[]): readonly Lock[] => [
  ...ACCESS_DIRECTIVES.flatMap((name) => accessDirectives(subgraph, directives, name).map((node) => ({ name, node }))),
  ...applied(subgraph.links, directives, 'inaccessible', FEDERATION_SPEC, INACCESSIBLE_SPEC).map((node) => ({
    name: 'inaccessible',
    node,
  })),
  ...labelDirectives(subgraph.links, directives, 'rowLabel').map((node) => ({ name: 'rowLabel', node })),
];

const said = ({ name, node }: Lock): string => `${name} ${JSON.stringify(argumentsOf(node))}`;
