import { isRowFieldName } from '@agency-graph/contract';
import { Kind, type ConstDirectiveNode } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { labelDirectives, rowLabelFields, rowLabelOf } from '../labels/directives.js';
import { isInaccessible } from '../labels/effective-label.js';
import { at } from '../sdl/place.js';
import type { Subgraph, SubgraphField, SubgraphType } from '../sdl/subgraph.js';

/** A row label names `@inaccessible` fields of the same type in the same subgraph: clients never see what decides on a row. */
export const rowLabels = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()].flatMap((type) => {
    const [node, second] = labelDirectives(subgraph.links, type.directives, 'rowLabel');
    if (!node) return [];
    const wrong = (says: string, fix: string): Problem => invalid(subgraph, type, second ?? node, says, fix);
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

/** Rows are told apart by their key, so a type with a row label has a field `id` in one of the subgraphs. */
export const rowKeys = (subgraphs: readonly Subgraph[]): readonly Problem[] => {
  const keyed = new Set(
    subgraphs.flatMap((subgraph) =>
      [...subgraph.types.values()].flatMap(({ name, fields }) => {
        const id = fields.get('id');
        return id !== undefined && isKey(subgraph, id) ? [name] : [];
      }),
    ),
  );
  return subgraphs.flatMap((subgraph) =>
    [...subgraph.types.values()].flatMap((type) => {
      const [node] = labelDirectives(subgraph.links, type.directives, 'rowLabel');
      if (!node || keyed.has(type.name)) return [];
      return invalid(
        subgraph,
        type,
        node,
        `${type.name} has a row label and no field id that gives one value without an argument: rows that are judged are told apart by it.`,
        `Add id: ID! to ${type.name}, with a label, or take the row label away.`,
      );
    }),
  );
};

/** Whether a field gives one leaf value, and asks for nothing. */
const isKey = (subgraph: Subgraph, { node, arguments: given }: SubgraphField): boolean => {
  const type = node.type.kind === Kind.NON_NULL_TYPE ? node.type.type : node.type;
  if (type.kind !== Kind.NAMED_TYPE) return false;
  const { kind = 'scalar' } = subgraph.types.get(type.name.value) ?? {};
  const isAsked = given.some((one) => one.type.kind === Kind.NON_NULL_TYPE && one.defaultValue === undefined);
  return (kind === 'scalar' || kind === 'enum') && !isAsked;
};

const invalid = (
  subgraph: Subgraph,
  type: SubgraphType,
  node: ConstDirectiveNode,
  says: string,
  fix: string,
): Problem => problem('INVALID_ROW_LABEL', { subgraph: subgraph.name, coordinate: type.name, ...at(node), says, fix });
