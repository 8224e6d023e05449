import { OWN_SDL, OWN_SUBGRAPH, OWN_URL } from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { ROOT } from '../../support/root.js';

/** The supergraph of this checkout, as the gateway composes it: the agencies' subgraphs and its own. */
export async function wholeSupergraph(): Promise<string> {
  const tree = await readWorkingTree({ dir: ROOT });
  if (tree.kind === 'problems') throw new Error(tree.problems.map(({ says }) => says).join('\n'));
  const own = { name: OWN_SUBGRAPH, url: OWN_URL, sdl: OWN_SDL, file: 'own' };
  const composed = compose({ subgraphs: [...tree.subgraphs, own], labels: 'required' });
  if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));
  return composed.supergraphSdl;
}

/** All that is in it, what no caller ever sees included. */
export const wholeGraph = async (): Promise<GraphQLSchema> =>
  buildSchema(await wholeSupergraph(), { assumeValid: true });

/** What of a schema exists for somebody. */
export interface Sight {
  field(coordinate: string): boolean;
  input(coordinate: string): boolean;
}

export const rootsOf = (schema: GraphQLSchema): readonly GraphQLObjectType[] =>
  [schema.getQueryType(), schema.getMutationType()].filter((one) => one !== undefined && one !== null);

export const objectsOf = (schema: GraphQLSchema): readonly GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter(
    (one): one is GraphQLObjectType => isObjectType(one) && !isIntrospectionType(one),
  );

export const fieldsOf = (type: GraphQLObjectType): readonly GraphQLField<unknown, unknown>[] =>
  Object.values(type.getFields());

export const argumentAt = (type: GraphQLObjectType, field: string, { name }: GraphQLArgument): string =>
  `${type.name}.${field}(${name}:)`;

/**
 * Every coordinate that a schema shows to somebody: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`. A
 * field that leads to nothing that they see is not shown either: an object without fields is no type.
 */
export function shownTo(schema: GraphQLSchema, sight: Sight): ReadonlySet<string> {
  const leading = typesWithFields(schema, sight);
  const shown = new Set<string>();
  const visit = (name: string): void => {
    const type = schema.getType(name)!;
    if (shown.has(name) || isIntrospectionType(type)) return;
    shown.add(name);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        const at = `${name}.${field.name}`;
        if (!sight.input(at)) continue;
        shown.add(at);
        visit(getNamedType(field.type).name);
      }
    }
    if (!isObjectType(type)) return;
    for (const field of fieldsOf(type)) {
      const at = `${name}.${field.name}`;
      const given = getNamedType(field.type);
      if (!sight.field(at) || (isObjectType(given) && !leading.has(given.name))) continue;
      shown.add(at);
      visit(given.name);
      for (const argument of field.args) {
        if (!sight.input(argumentAt(type, field.name, argument))) continue;
        shown.add(argumentAt(type, field.name, argument));
        visit(getNamedType(argument.type).name);
      }
    }
  };
  for (const root of rootsOf(schema)) if (leading.has(root.name)) visit(root.name);
  return shown;
}

/** Types of which at least one field is seen that leads to a value in the end. */
function typesWithFields(schema: GraphQLSchema, sight: Sight): ReadonlySet<string> {
  const filled = new Set<string>();
  const hasAny = (type: GraphQLObjectType): boolean =>
    fieldsOf(type).some((field) => {
      const given = getNamedType(field.type);
      return sight.field(`${type.name}.${field.name}`) && (!isObjectType(given) || filled.has(given.name));
    });
  for (let before = -1; before < filled.size;) {
    before = filled.size;
    for (const type of objectsOf(schema)) if (hasAny(type)) filled.add(type.name);
  }
  return filled;
}
