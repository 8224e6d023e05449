import type { Label } from '@agency-graph/contract';
import type { ASTNode, ConstDirectiveNode } from 'graphql';
import { implementationsOf } from '../labels/merged-labels.js';
import { problem, type Problem } from '../problem.js';
import { looserAxes } from '../labels/strictness.js';
import { fieldSet, selectionOf } from '../sdl/field-set.js';
import { argumentsOf, FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import { applied, type Subgraph, type SubgraphField, type SubgraphType } from '../sdl/subgraph.js';
import { labelAcross, type Definition } from './definitions.js';

/**
 * A field computed from others (`@requires`, `@fromContext`) is at least as strict as each of them, or it would be a way
 * round their labels. Checked link by link, which holds for chains of any length because strictness is transitive. One
 * that an interface object computes is checked on each type behind the interface.
 */
export const requiresAsStrict = (
  subgraphs: readonly Subgraph[],
  labels: ReadonlyMap<string, Label>,
  definitions: ReadonlyMap<string, readonly Definition[]>,
): readonly Problem[] => {
  const implementations = implementationsOf(subgraphs);
  const computedBy = (
    subgraph: Subgraph,
    type: SubgraphType,
    { name, coordinate }: SubgraphField,
  ): readonly Computed[] => {
    const isObject = applied(subgraph.links, type.directives, 'interfaceObject', FEDERATION_SPEC).length > 0;
    const behind = isObject ? [...(implementations.get(type.name) ?? [])] : [];
    if (behind.length === 0) return [{ type: type.name, coordinate, label: labels.get(coordinate) }];
    return behind.map((one) => {
      // What a type says of its own field is all that counts there, whoever computes it.
      const own = definitions.get(`${one}.${name}`);
      return own === undefined
        ? { type: one, coordinate, label: labels.get(`${one}.${name}`) }
        : { type: one, coordinate: `${one}.${name}`, label: labelAcross(own) };
    });
  };
  return subgraphs.flatMap((subgraph) =>
    [...subgraph.types.values()].flatMap((type) =>
      [...type.fields.values()].flatMap((field) => {
        const problems = computedBy(subgraph, type, field).flatMap((computed) =>
          readBy(subgraph, type, field, computed.type).flatMap(({ coordinate, node }) =>
            heldAgainst(subgraph, computed, coordinate, labels, node),
          ),
        );
        return [...new Map(problems.map((one) => [one.says, one])).values()];
      }),
    ),
  );
};

/** A computed field on one type of objects. */
interface Computed {
  readonly type: string;
  /** Where its label stands. */
  readonly coordinate: string;
  readonly label: Label | undefined;
}

const heldAgainst = (
  { name: subgraph }: Subgraph,
  { coordinate: made, label: reader }: Computed,
  coordinate: string | undefined,
  labels: ReadonlyMap<string, Label>,
  node: ASTNode,
): readonly Problem[] => {
  if (coordinate === undefined)
    return [
      problem('REQUIRES_UNREADABLE', {
        subgraph,
        coordinate: made,
        ...at(node),
        says: `What ${made} is made from cannot be read, so it cannot be held against its label.`,
        fix: 'Write fields as in a query: @requires(fields: "price"), @fromContext(field: "$seller { region }").',
      }),
    ];
  const read = labels.get(coordinate);
  const looser = reader && read ? looserAxes(reader, read) : [];
  if (!reader || !read || looser.length === 0) return [];
  return [
    problem('REQUIRES_STRICTER', {
      subgraph,
      coordinate: made,
      ...at(node),
      says: `${made} is made from ${coordinate}, and is weaker (${looser.map((axis) => `${axis} ${reader[axis]} against ${read[axis]}`).join(', ')}): whoever may not read the one would learn it from the other.`,
      fix: `Label ${made} at least ${looser.map((axis) => `${axis}: ${read[axis]}`).join(', ')}, or do not read ${coordinate}.`,
    }),
  ];
};

/** What a field reads; no coordinate where that cannot be told. */
interface Read {
  readonly coordinate: string | undefined;
  readonly node: ASTNode;
}

const readBy = (subgraph: Subgraph, type: SubgraphType, field: SubgraphField, as: string): readonly Read[] => [
  ...applied(subgraph.links, field.directives, 'requires', FEDERATION_SPEC).flatMap((node) =>
    selected(subgraph, [type], textOf(node, 'fields'), node, as),
  ),
  ...field.arguments.flatMap((argument) =>
    applied(subgraph.links, argument.directives ?? [], 'fromContext', FEDERATION_SPEC).flatMap((node) =>
      fromContext(subgraph, node),
    ),
  ),
];

const textOf = (node: ConstDirectiveNode, argument: string): string => String(argumentsOf(node)[argument] ?? '');

const selected = (
  subgraph: Subgraph,
  types: readonly SubgraphType[],
  text: string,
  node: ASTNode,
  as?: string,
): readonly Read[] =>
  selectionOf(text) === undefined
    ? [{ coordinate: undefined, node }]
    : types.flatMap((type) => fieldSet(subgraph, type.name, text, as)).map((coordinate) => ({ coordinate, node }));

/** What GraphQL ignores between words: blanks, commas and comments. */
const IGNORED = String.raw`(?:[\n\r\t ,]|#[^\n\r]*(?![^\n\r]))*`;
const FROM_CONTEXT = new RegExp(String.raw`^${IGNORED}\$${IGNORED}([A-Za-z_]\w*)(?!\w)([\s\S]*)$`);

/** `$name { field }` reads from every type that sets the context `name`. */
const fromContext = (subgraph: Subgraph, node: ConstDirectiveNode): readonly Read[] => {
  const [, name, selection = ''] = FROM_CONTEXT.exec(textOf(node, 'field')) ?? [];
  if (name === undefined) return [{ coordinate: undefined, node }];
  const setting = [...subgraph.types.values()].filter((type) =>
    applied(subgraph.links, type.directives, 'context', FEDERATION_SPEC).some(
      (each) => argumentsOf(each)['name'] === name,
    ),
  );
  return selected(subgraph, setting, selection, node);
};
