import type { Withheld } from './request.js';

/** Collects what a request's row conditions kept back. */
export function createWithheld(): Withheld {
  const types = new Map<string, Set<string>>();
  return {
    add(type, id) {
      const ids = types.get(type) ?? new Set();
      types.set(type, ids.add(id));
    },
    list: () => Object.fromEntries([...types].map(([type, ids]) => [type, [...ids]])),
  };
}
