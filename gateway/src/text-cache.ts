/** What was made of texts, as long as there is room. The least recently used goes first: looking one up keeps it. */
export interface TextCache<T> {
  get(text: string): T | undefined;
  /** What is kept weighs as many characters as its text has, unless `weight` says otherwise; what weighs too much is not kept. */
  set(text: string, made: T, weight?: number): void;
  /** Forgets the text that was used longest ago. */
  forgetOldest(): void;
  /** The texts, the one that was used longest ago first. */
  keys(): Iterable<string>;
  /** Of all that is kept at present. */
  readonly weight: number;
}

/** A cache bounded by the weight of what it keeps. */
export function createTextCache<T>(most: number): TextCache<T> {
  const kept = new Map<string, { readonly made: T; readonly weight: number }>();
  let held = 0;

  const forget = (text: string): void => {
    held -= kept.get(text)?.weight ?? 0;
    kept.delete(text);
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
      if (weight > most) return;
      forget(text);
      kept.set(text, { made, weight });
      held += weight;
      for (const oldest of kept.keys()) {
        if (held <= most) return;
        forget(oldest);
      }
    },
    forgetOldest() {
      const [oldest] = kept.keys();
      if (oldest !== undefined) forget(oldest);
    },
    keys: () => kept.keys(),
    get weight() {
      return held;
    },
  };
}
