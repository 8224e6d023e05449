import type { Logger } from 'pino';
import type { RefusedPart } from '../admin/running.js';

/** What of the files is refused, part by part, since when, and how often anything was. */
export interface Refusals<Part extends string> {
  list(): readonly RefusedPart[];
  readonly count: number;
  /** One look at all parts; what was refused before stands until it ends. */
  look(): Look<Part>;
}

export interface Look<Part extends string> {
  /** What `read` gives; null where it fails, and then these parts are refused. */
  attempt<T>(parts: readonly Part[], read: () => Promise<T | null> | T | null): Promise<T | null>;
  refuses(part: Part): boolean;
  /** What this look refused is what is refused from now on. */
  end(): void;
}

export function createRefusals<Part extends string>(log: Logger): Refusals<Part> {
  let refused: ReadonlyMap<Part, RefusedPart> = new Map();
  let count = 0;
  return {
    list: () => [...refused.values()],
    get count() {
      return count;
    },
    look() {
      const found = new Map<Part, RefusedPart>();
      return {
        async attempt(parts, read) {
          try {
            return await read();
          } catch (error) {
            const problem = error instanceof Error ? error.message : 'it cannot be read';
            for (const part of parts) {
              found.set(part, { part, problem, since: refused.get(part)?.since ?? Date.now() });
              log.error({ problem, part }, 'what is on disk is not taken: the last good one is served');
            }
            return null;
          }
        },
        refuses: (part) => found.has(part),
        end() {
          refused = found;
          count += found.size;
        },
      };
    },
  };
}
