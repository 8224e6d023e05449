import type { ConstDirectiveNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { labelDirectives } from '../labels/directives.js';
import { INACCESSIBLE_SPEC } from '../labels/effective-label.js';
import { argumentsOf, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph } from '../sdl/subgraph.js';
import { ACCESS_DIRECTIVES, accessDirectives } from './access-directives.js';

/**
 * Composition joins access directives with AND and hides what anyone hides, so whoever contributes to a type could lock
 * all of it. On a type that supergraph.yaml gives an owner, and on the owner's fields, only the owner's count.
 */
export const nobodyLocks = (subgraphs: readonly Subgraph[]): readonly Problem[] =>
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
