import { Kind, type ConstDirectiveNode, type ConstListValueNode, type ConstValueNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { argumentsOf, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph } from '../sdl/subgraph.js';

/** The field's own access directives, with the argument that holds what they ask for. */
export const ACCESS_DIRECTIVES = ['authenticated', 'requiresScopes', 'policy'] as const;
export type AccessDirective = (typeof ACCESS_DIRECTIVES)[number];
export const accessSpec = (name: AccessDirective): string => `https://specs.apollo.dev/${name}`;

const ARGUMENTS = { requiresScopes: 'scopes', policy: 'policies' } as const;

/** Applications of an access directive, linked through the federation specification or through its own. */
export const accessDirectives = (
  subgraph: Subgraph,
  directives: readonly ConstDirectiveNode[] | undefined,
  name: AccessDirective,
): readonly ConstDirectiveNode[] => applied(subgraph.links, directives ?? [], name, FEDERATION_SPEC, accessSpec(name));

/** Whether whoever meets the one application of an access directive also meets the other. */
export const asksAsMuch = (name: AccessDirective, node: ConstDirectiveNode, other: ConstDirectiveNode): boolean => {
  if (name === 'authenticated') return true;
  const [ways, needed] = [alternatives(name, node), alternatives(name, other)];
  return ways.every((way) => needed.some((all) => all.every((each) => way.includes(each))));
};

/** Ways to meet a requirement, each by all of its entries. An empty list asks for nothing; what cannot be read is met by nobody. */
const alternatives = (name: keyof typeof ARGUMENTS, node: ConstDirectiveNode): readonly (readonly unknown[])[] => {
  const value = argumentsOf(node)[ARGUMENTS[name]];
  if (!Array.isArray(value) || !value.every(Array.isArray)) return [[NOBODY]];
  return value.length === 0 ? [[]] : value;
};

const NOBODY = Symbol('nobody');

/** Flat lists are refused, and empty ones noted. */
export const accessDirectiveForms = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) =>
    [{ coordinate: type.name, directives: type.directives }, ...type.fields.values()].flatMap(
      ({ coordinate, directives }) =>
        (['requiresScopes', 'policy'] as const).flatMap((name) =>
          accessDirectives(subgraph, directives, name).flatMap((node) =>
            requirementForm(subgraph, coordinate, name, node),
          ),
        ),
    ),
  );

/** Nobody gates the root fields that all agencies share. */
export const rootTypesUnprotected = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()]
    .filter((type) => type.root)
    .flatMap((type) =>
      ACCESS_DIRECTIVES.flatMap((name) => accessDirectives(subgraph, type.directives, name)).map((node) =>
        problem('ROOT_TYPE_PROTECTED', {
          subgraph: subgraph.name,
          coordinate: type.name,
          ...at(node),
          says: `@${node.name.value} stands on type ${type.name}, which all agencies share: it would gate every agency’s root fields.`,
          fix: 'Write it on each of your own root fields.',
        }),
      ),
    );

const requirementForm = (
  subgraph: Subgraph,
  coordinate: string,
  name: keyof typeof ARGUMENTS,
  node: ConstDirectiveNode,
): readonly Problem[] => {
  const argument = ARGUMENTS[name];
  const value = node.arguments?.find((each) => each.name.value === argument)?.value;
  if (!value) return [];
  const flat = flatEntries(value);
  if (flat.length > 0)
    return [
      problem('FLAT_REQUIREMENT', {
        subgraph: subgraph.name,
        coordinate,
        ...at(node),
        says: `@${node.name.value} on ${coordinate} has a flat list. Composition would carry it along and nothing would enforce it.`,
        fix: `Write a list of lists. All of them: ${argument}: [[${flat.join(', ')}]]. Any one of them: ${argument}: [${flat.map((each) => `[${each}]`).join(', ')}].`,
      }),
    ];
  if (value.kind !== Kind.LIST || !isMetByAll(value)) return [];
  return [
    problem('EMPTY_REQUIREMENT', {
      severity: 'warning',
      subgraph: subgraph.name,
      coordinate,
      ...at(node),
      says: `@${node.name.value} on ${coordinate} asks for nothing: an empty list among the alternatives admits everybody.`,
      fix: `Name what is required in each list, or remove the directive.`,
    }),
  ];
};

/** One of the alternatives is enough, and whoever comes meets an empty one; without any, nothing is asked. */
const isMetByAll = ({ values }: ConstListValueNode): boolean =>
  values.length === 0 || values.some((each) => each.kind === Kind.LIST && each.values.length === 0);

/** Entries that stand where a list belongs. */
const flatEntries = (value: ConstValueNode): readonly string[] => {
  if (value.kind !== Kind.LIST) return [literal(value)];
  return value.values.filter((each) => each.kind !== Kind.LIST).map(literal);
};

const literal = (value: ConstValueNode): string => ('value' in value ? JSON.stringify(value.value) : '"…"');
