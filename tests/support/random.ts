/** A number from 0 up to, not including, `below`. */
export type Draw = (below: number) => number;

/** Mulberry32: from 0 up to, not including, 2³², the same numbers for the same seed on every machine. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Draws from a text as seed. */
export function createRandom(seed: string): Draw {
  const next = mulberry32(
    [...seed].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619), 2_166_136_261),
  );
  return (below) => Math.floor((next() / 2 ** 32) * below);
}

/** Draws from a number as seed, by the remainder: other numbers than `createRandom` would make of the same. */
export function drawer(seed: number): Draw {
  const next = mulberry32(seed);
  return (below) => next() % below;
}
