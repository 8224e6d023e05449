import { evaluateRowCondition, fieldsOf, OWN_PREFIX, type RowCondition } from '@agency-graph/contract';
import {
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { AgencyRequest } from '../serve/request.js';

type Request = AgencyRequest<unknown, unknown>;
type Resolver = GraphQLFieldResolver<unknown, Request>;

/** The row that a part of it came from: the objects are of one request, and end with it. */
const rows = new WeakMap<object, { readonly type: GraphQLObjectType; readonly source: unknown }>();

/**
 * Lets fields of row-labelled types, and of the parts of their rows, answer null on rows on which the gateway gives
 * them to nobody: `fields` of the context says which, by what condition. The gateway judges them again all the same.
 */
export function withConditions(
  schema: GraphQLSchema,
  rowTypes: ReadonlySet<string>,
  entities: ReadonlySet<string>,
): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_') || type === schema.getQueryType()) continue;
    const isRow = rowTypes.has(type.name);
    for (const field of Object.values(type.getFields())) {
      const resolve: Resolver = field.resolve ?? defaultFieldResolver;
      const named = getNamedType(field.type);
      // An entity, another agency's too, is no part of the row that refers to it: it is judged as the row it is.
      const leadsOn = isObjectType(named) && !entities.has(named.name);
      const coordinate = `${type.name}.${field.name}`;
      field.resolve = (source, args, request: Request, info) => {
        const conditions = request.agency?.fields;
        // What the gateway judges a row by is no answer to anybody, so it is given on every row.
        const isOwn = String(info.path.key).startsWith(OWN_PREFIX);
        if (conditions === undefined || isOwn) return resolve(source, args, request, info);
        const row = isRow ? { type, source } : rows.get(source as object);
        const condition = Object.hasOwn(conditions, coordinate) ? conditions[coordinate] : undefined;
        if (condition === undefined || row === undefined)
          return given(resolve(source, args, request, info), leadsOn, row);
        return valuesOf(condition, row, request, info).then((values) =>
          evaluateRowCondition(condition, values, String((row.source as { id?: unknown }).id))
            ? given(resolve(source, args, request, info), leadsOn, row)
            : null,
        );
      };
    }
  }
  return schema;
}

type Row = NonNullable<ReturnType<typeof rows.get>>;

/** Remembers of what row the parts are that a field gives. */
function given(value: unknown, leadsOn: boolean, row: Row | undefined): unknown {
  if (!leadsOn || row === undefined) return value;
  if (value instanceof Promise) return value.then((one: unknown) => given(one, leadsOn, row));
  for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (typeof part === 'object' && part !== null) rows.set(part, row);
  }
  return value;
}

/** The row's own fields that a condition speaks of, as they would be answered. */
async function valuesOf(
  condition: RowCondition,
  { type, source }: Row,
  request: Request,
  info: GraphQLResolveInfo,
): Promise<Record<string, unknown>> {
  const fields = type.getFields();
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of fieldsOf(condition)) {
    const field = fields[name];
    if (field === undefined) continue;
    const own = (source as Record<string, unknown>)[name];
    values[name] =
      own !== undefined && typeof own !== 'function' ? own : await field.resolve?.(source, {}, request, info);
  }
  return values;
}
