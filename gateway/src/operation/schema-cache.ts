import type { GraphQLSchema } from 'graphql';
import { createTextCache, type TextCache } from '../text-cache.js';

/** What was made of texts by schemas: what fits one class of callers, or one version, is judged anew for another. */
export interface SchemaCache<T> {
  get(text: string, schema: GraphQLSchema): T | undefined;
  set(text: string, schema: GraphQLSchema, made: T, weight: number): void;
}

/**
 * Bounded by the weight of what is kept for all schemas together. Where there are too many, one of the schema that has the
 * most goes: a class of callers that asks ever new questions makes room for them by its own.
 */
export function createSchemaCache<T>(most: number): SchemaCache<T> {
  /** Gone with its schema. */
  const bySchema = new WeakMap<GraphQLSchema, TextCache<T>>();
  const living = new Set<WeakRef<TextCache<T>>>();

  const open = (schema: GraphQLSchema): TextCache<T> => {
    const texts = createTextCache<T>(most);
    bySchema.set(schema, texts);
    living.add(new WeakRef(texts));
    return texts;
  };

  const makeRoom = (): void => {
    const all: TextCache<T>[] = [];
    for (const one of living) {
      const texts = one.deref();
      if (texts === undefined) living.delete(one);
      else all.push(texts);
    }
    let weight = all.reduce((sum, texts) => sum + texts.weight, 0);
    while (weight > most) {
      const largest = all.reduce((one, other) => (other.weight > one.weight ? other : one));
      weight -= largest.weight;
      largest.forgetOldest();
      weight += largest.weight;
    }
  };

  return {
    get: (text, schema) => bySchema.get(schema)?.get(text),
    set(text, schema, made, weightOfOne) {
      (bySchema.get(schema) ?? open(schema)).set(text, made, weightOfOne);
      makeRoom();
    },
  };
}
