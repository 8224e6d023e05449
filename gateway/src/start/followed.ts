import { stampOf } from '../supergraph/watch-files.js';

/** Something that is read from files and served, in the form that was last good. */
export interface Followed<T> {
  readonly served: T;
  files(): readonly string[];
  /**
   * What the files say now, where they changed since and it is not what is served; `take` makes it that. Throws where it
   * is not good.
   */
  look(): Change<T> | null;
}

export interface Change<T> {
  readonly now: T;
  take(): void;
}

/**
 * Reads it for the first time: what is wrong with it is thrown, with its place. `read` is told what is served, and gives
 * that where the files say the same.
 */
export function follow<T>(files: () => readonly string[], read: (before: T | null) => T): Followed<T> {
  // What the files were when what is served was read from them.
  let stamp = stampOf(files());
  let served = read(null);
  return {
    get served() {
      return served;
    },
    files,
    look() {
      const seen = stampOf(files());
      if (seen === stamp) return null;
      const now = read(served);
      if (now === served) {
        stamp = seen;
        return null;
      }
      return {
        now,
        take() {
          stamp = seen;
          served = now;
        },
      };
    },
  };
}
