/** What was made of texts, as long as there is room; the least recently used goes first. */
export interface TextCache<T> {
  get(text: string): T | undefined;
  set(text: string, made: T): void;
  /** Forgets the text that was used longest ago. */
  forgetOldest(): void;
  /** Characters held at present. */
  readonly characters: number;
}

/** A cache bounded by the length of the texts that it keeps. */
export function createTextCache<T>(mostCharacters: number): TextCache<T> {
  const kept = new Map<string, T>();
  let characters = 0;

  const forget = (text: string): void => {
    if (kept.delete(text)) characters -= text.length;
  };

  const forgetOldest = (): void => {
    const [oldest] = kept.keys();
    if (oldest !== undefined) forget(oldest);
  };

  return {
    get(text) {
      const made = kept.get(text);
      if (made === undefined) return undefined;
      // Put in again, so that the first key is always the one used longest ago.
      kept.delete(text);
      kept.set(text, made);
      return made;
    },
    set(text, made) {
      if (text.length > mostCharacters) return;
      forget(text);
      kept.set(text, made);
      characters += text.length;
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
