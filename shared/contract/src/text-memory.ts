/** Values by the text that they were made of. */
export interface TextMemory<Value> {
  get(text: string): Value | undefined;
  set(text: string, value: Value): void;
  clear(): void;
}

/**
 * Remembers at most so many characters of text, since what is made of a text grows with it. The oldest leave first, whether
 * or not they were used since: looking one up changes nothing.
 */
export function createTextMemory<Value>(mostCharacters: number): TextMemory<Value> {
  const values = new Map<string, Value>();
  let characters = 0;
  return {
    get: (text) => values.get(text),
    set(text, value) {
      if (text.length > mostCharacters) return;
      if (!values.has(text)) characters += text.length;
      values.set(text, value);
      for (const oldest of values.keys()) {
        if (characters <= mostCharacters) break;
        values.delete(oldest);
        characters -= oldest.length;
      }
    },
    clear() {
      values.clear();
      characters = 0;
    },
  };
}
