import type { Storage } from '@graphiql/toolkit';

/** What GraphiQL may keep on the machine: looks and sizes. Queries, variables and headers can name persons. */
const KEPT = new Set(
  ['theme', 'visiblePlugin', 'docExplorerFlex', 'editorFlex', 'secondaryEditorFlex'].map((name) => `graphiql:${name}`),
);

/** GraphiQL's storage, of which only looks and sizes outlive the page. */
export function createStorage(): Storage {
  const memory = new Map<string, string>();
  return {
    get length() {
      return memory.size + [...KEPT].filter((key) => localStorage.getItem(key) !== null).length;
    },
    getItem: (key) => (KEPT.has(key) ? localStorage.getItem(key) : (memory.get(key) ?? null)),
    setItem: (key, value) => void (KEPT.has(key) ? localStorage.setItem(key, value) : memory.set(key, value)),
    removeItem: (key) => void (KEPT.has(key) ? localStorage.removeItem(key) : memory.delete(key)),
    clear() {
      memory.clear();
      for (const key of KEPT) localStorage.removeItem(key);
    },
  };
}
