import type { ConstDirectiveNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { labelDirectives } from '../labels/directives.js';
import { INACCESSIBLE_SPEC } from '../labels/effective-label.js';
import { elementsAcross, type Element } from '../sdl/elements.js';
import { argumentsOf, COST_SPEC, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph } from '../sdl/subgraph.js';
import { ACCESS_DIRECTIVES, accessDirectives } from './access-directives.js';

/**
 * Composition joins access directives with AND, hides what anyone hides and takes the dearest of all prices, so whoever
 * contributes to a type could lock all of it. On a type that supergraph.yaml gives an owner, and on the owner's fields,
 * only the owner's count; what travels with the questions and answers of several agencies, and has no owner, is locked by
 * all of them alike or by none.
 */
export const nobodyLocks = (subgraphs: readonly Subgraph[]): readonly Problem[] => [
  ...lockedAgainstOwner(subgraphs),
  ...[...elementsAcross(subgraphs).values()].flatMap(lockedForOthers),
];

const lockedForOthers = (elements: readonly Element[]): readonly Problem[] => {
  const shared = elements.filter(
    ({ part, type }) => part === 'value' || part === 'argument' || ['enum', 'input', 'scalar'].includes(type.kind),
  );
  const owning = shared.find(({ subgraph, type }) => subgraph.owns.has(type.name));
  // Of an owned type and its fields it is told already.
  if (owning?.part === 'type' || owning?.part === 'field') return [];
  const deciding = (owning ? [owning] : shared).map(({ subgraph, directives }) => ({
    subgraph,
    known: locks(subgraph, directives).map(said),
  }));
  return shared
    .filter((each) => each !== owning)
    .flatMap(({ subgraph, coordinate, directives }) =>
      locks(subgraph, directives).flatMap((lock) => {
        const free = deciding.find(({ known }) => !known.includes(said(lock)));
        if (!free) return [];
        return problem('LOCKS_ANOTHERS', {
          subgraph: subgraph.name,
          coordinate,
          ...at(lock.node),
          says: `${subgraph.name} puts @${lock.node.name.value} on ${coordinate}, and ${free.subgraph.name} does not say the same. It would hold for all.`,
          fix: `Leave it out, have every agency write the same, or have supergraph.yaml name who owns ${coordinate.split('.')[0]}.`,
        });
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

/** Standard directives that hold for everybody's use of what they stand on, with the specification of their own. */
const OTHER_LOCKS = [
  ['inaccessible', INACCESSIBLE_SPEC],
  ['cost', COST_SPEC],
  ['listSize', COST_SPEC],
] as const;

const locks = (subgraph: Subgraph, directives: readonly ConstDirectiveNode[]): readonly Lock[] => [
  ...ACCESS_DIRECTIVES.flatMap((name) => accessDirectives(subgraph, directives, name).map((node) => ({ name, node }))),
  ...OTHER_LOCKS.flatMap(([name, spec]) =>
    applied(subgraph.links, directives, name, FEDERATION_SPEC, spec).map((node) => ({ name, node })),
  ),
  ...labelDirectives(subgraph.links, directives, 'rowLabel').map((node) => ({ name: 'rowLabel', node })),
];

const said = ({ name, node }: Lock): string => `${name} ${JSON.stringify(argumentsOf(node))}`;
