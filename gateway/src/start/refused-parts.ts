import type { Logger } from 'pino';
import type { RefusedPart } from '../admin/running.js';

/** What of the files is refused, part by part, since when, and how often anything was. */
export interface RefusedParts<Part extends string> {
  list(): readonly RefusedPart[];
  readonly count: number;
  /** One look at all parts; what was refused before stands until it ends. */
  look(): Look<Part>;
}

export interface Look<Part extends string> {
  /** What `read` gives; null where it fails, and then these parts are refused. */
  attempt<T>(parts: readonly Part[], read: () => Promise<T | null> | T | null): Promise<T | null>;
  /** These parts are refused for it. */
  refuse(parts: readonly Part[], error: unknown): void;
  refuses(part: Part): boolean;
  /** What this look refused is what is refused from now on. */
  end(): void;
}

export function createRefusedParts<Part extends string>(log: Logger): RefusedParts<Part> {
  let refused: ReadonlyMap<Part, RefusedPart> = new Map();
  let count = 0;
  return {
    list: () => [...refused.values()],
    get count() {
      return count;
    },
    look() {
      const found = new Map<Part, RefusedPart>();
      const refuse = (parts: readonly Part[], error: unknown): void => {
        const problem = error instanceof Error ? error.message : 'it cannot be read';
        for (const part of parts) {
          found.set(part, { part, problem, since: refused.get(part)?.since ?? Date.now() });
          log.error({ problem, part }, 'what is on disk is not taken: the last good one is served');
        }
      };
      return {
        async attempt(parts, read) {
          try {
            return await read();
          } catch (error) {
            refuse(parts, error);
            return null;
          }
        },
        refuse,
        refuses: (part) => found.has(part),
        end() {
          refused = found;
          count += found.size;
        },
      };
    },
  };
}
