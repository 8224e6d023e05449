/** What was made of texts, as long as there is room; the least recently used goes first. */
export interface TextCache<T> {
  get(text: string): T | undefined;
  /** `times` its length is what a text takes. */
  set(text: string, made: T, times?: number): void;
  /** Characters held at present. */
  readonly characters: number;
}

interface Kept<T> {
  readonly made: T;
  readonly characters: number;
}

/** A cache bounded by the length of the texts that it keeps. */
export function createTextCache<T>(mostCharacters: number): TextCache<T> {
  const kept = new Map<string, Kept<T>>();
  let characters = 0;

  const forget = (text: string): void => {
    const known = kept.get(text);
    if (known === undefined) return;
    kept.delete(text);
    characters -= known.characters;
  };

  return {
    get(text) {
      const known = kept.get(text);
      if (known === undefined) return undefined;
      // Put in again, so that the first key is always the one used longest ago.
      kept.delete(text);
      kept.set(text, known);
      return known.made;
    },
    set(text, made, times = 1) {
      forget(text);
      const one = { made, characters: text.length * times };
      if (one.characters > mostCharacters) return;
      kept.set(text, one);
      characters += one.characters;
      for (const oldest of kept.keys()) {
        if (characters <= mostCharacters) return;
        forget(oldest);
      }
    },
    get characters() {
      return characters;
    },
  };
}
