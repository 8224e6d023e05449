import { getNamedType, isObjectType, lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { markRequestable } from './mark-requestable.js';
import type { AccessRules, Scope } from './scope.js';
import { cutSchema } from './cut-schema.js';
import { RecentlyUsed } from '../recently-used.js';

/** The two schemas that a caller has of the one that is served. */
export interface CallerSchemas {
  /**
   * What exists for the caller: all but what is hidden from them. Operations are validated against it, so that a hidden
   * name is answered as a misspelt one is, wherever it stands. One object for all callers that see the same.
   */
  visible(scope: Scope): GraphQLSchema;
  /** What the caller may introspect: the fields that they may read, and the filters that they may use. */
  readable(scope: Scope): GraphQLSchema;
  /** SDL of what exists for the caller, in a stable order, with what is not readable marked `@requestable`. */
  requestable(scope: Scope): string;
}

/** A plain graph hides nothing. */
export const wholeSchema = (schema: GraphQLSchema): CallerSchemas => ({
  visible: () => schema,
  readable: () => schema,
  requestable: () => printSchema(lexicographicSortSchema(schema)),
});

/** Kinds of sight kept at most, half of them for certain: a dozen, and one for each agreement that names a filter. */
const MOST_KEPT = 128;

export function createCallerSchemas(schema: GraphQLSchema, { labels }: AccessRules): CallerSchemas {
  const kept = new RecentlyUsed<GraphQLSchema>(MOST_KEPT);
  const readsOf = (input: string): readonly string[] => labels.reads.get(input) ?? [];
  return {
    visible({ sight }) {
      let cut = kept.get(sight.key);
      if (cut === undefined) {
        cut = cutSchema(schema, {
          field: (type, field) => sight.sees(`${type}.${field}`),
          input: (input) => sight.mayName(input, readsOf(input)),
        });
        kept.set(sight.key, cut);
      }
      return cut;
    },
    readable(scope) {
      const reads = (type: string, field: string): boolean => scope.field(type, field).kind !== 'deny';
      const leads = leadingSomewhere(schema, reads);
      return cutSchema(schema, {
        field: (type, field) => reads(type, field) && leads(type, field),
        input: (input) => scope.filter(input, readsOf(input))?.kind !== 'deny',
      });
    },
    requestable(scope) {
      const sees = (type: string, field: string): boolean => scope.sight.sees(`${type}.${field}`);
      const leads = leadingSomewhere(schema, sees);
      const seen = cutSchema(schema, {
        field: (type, field) => sees(type, field) && leads(type, field),
        input: (input) => scope.sight.mayName(input, readsOf(input)),
      });
      return markRequestable(printSchema(lexicographicSortSchema(seen)), labels, scope);
    },
  };
}

/** Whether a field is a leaf, or of a type of which something can be read: an object without fields is no type. */
function leadingSomewhere(
  schema: GraphQLSchema,
  reads: (type: string, field: string) => boolean,
): (type: string, field: string) => boolean {
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const filled = new Set<string>();
  const leads = (type: string, field: string): boolean => {
    const returned = (schema.getType(type) as (typeof objects)[number]).getFields()[field];
    const named = returned && getNamedType(returned.type);
    return named !== undefined && (!isObjectType(named) || filled.has(named.name));
  };
  for (let before = -1; before < filled.size;) {
    before = filled.size;
    for (const type of objects) {
      const fields = Object.keys(type.getFields());
      if (fields.some((field) => reads(type.name, field) && leads(type.name, field))) filled.add(type.name);
    }
  }
  return leads;
}
