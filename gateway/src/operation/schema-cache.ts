import type { GraphQLSchema } from 'graphql';
import { createTextCache } from './text-cache.js';

/** What was made of texts by schemas: what fits one class of callers, or one version, is judged anew for another. */
export interface SchemaCache<T> {
  get(text: string, schema: GraphQLSchema): T | undefined;
  set(text: string, schema: GraphQLSchema, made: T): void;
}

interface Judged<T> {
  /** Gone with its schema. */
  readonly by: WeakMap<GraphQLSchema, T>;
  /** How many schemas it was made by, those that are gone among them. */
  times: number;
}

/** Bounded by the length of the texts that it keeps, each counted as often as it was made something of. */
export function createSchemaCache<T>(mostCharacters: number): SchemaCache<T> {
  const kept = createTextCache<Judged<T>>(mostCharacters);
  return {
    get: (text, schema) => kept.get(text)?.by.get(schema),
    set(text, schema, made) {
      const judged = kept.get(text) ?? { by: new WeakMap<GraphQLSchema, T>(), times: 0 };
      judged.by.set(schema, made);
      judged.times += 1;
      kept.set(text, judged, judged.times);
    },
  };
}
