/** What was made of texts, as long as there is room; the least recently used goes first. */
export interface TextCache<T> {
  get(text: string): T | undefined;
  /** `weight` is in characters, those of the text unless what was made of it is larger. */
  set(text: string, made: T, weight?: number): void;
  /** Forgets the text that was used longest ago. */
  forgetOldest(): void;
  /** Characters held at present. */
  readonly characters: number;
}

/** A cache bounded by the length of the texts that it keeps. */
export function createTextCache<T>(mostCharacters: number): TextCache<T> {
  const kept = new Map<string, { readonly made: T; readonly weight: number }>();
  let characters = 0;

  const forget = (text: string): void => {
    characters -= kept.get(text)?.weight ?? 0;
    kept.delete(text);
  };

  const forgetOldest = (): void => {
    const [oldest] = kept.keys();
    if (oldest !== undefined) forget(oldest);
  };

  return {
    get(text) {
      const one = kept.get(text);
      if (one === undefined) return undefined;
      // Put in again, so that the first key is always the one used longest ago.
      kept.delete(text);
      kept.set(text, one);
      return one.made;
    },
    set(text, made, weight = text.length) {
      if (weight > mostCharacters) return;
      forget(text);
      kept.set(text, { made, weight });
      characters += weight;
      for (const oldest of kept.keys()) {
        if (characters <= mostCharacters) return;
        forget(oldest);
      }
    },
    forgetOldest,
    get characters() {
      return characters;
    },
  };
}
