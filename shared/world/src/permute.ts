const MULTIPLIERS = [7919, 104729, 15485863, 611953, 1299709];

/**
 * The place of `index` in a fixed shuffle of 0 … count-1: (index · m + salt) mod count, m the first of five primes that
 * does not divide count. Exact quotas ("ten raised documents") take the first places of such a shuffle.
 */
export function place(index: number, count: number, salt: number): number {
  return (index * multiplier(count) + salt) % count;
}

/** The index that has this place. */
export function unplace(position: number, count: number, salt: number): number {
  const back = inverse(multiplier(count) % count, count);
  const shifted = (((position - salt) % count) + count) % count;
  return Number((BigInt(shifted) * BigInt(back)) % BigInt(count));
}

function multiplier(count: number): number {
  return MULTIPLIERS.find((prime) => count % prime !== 0) ?? 1;
}

/** The inverse of a modulo n (extended Euclid); a and n have no common divisor. */
function inverse(a: number, n: number): number {
  let [r, nextR, t, nextT] = [n, a, 0, 1];
  while (nextR !== 0) {
    const q = Math.floor(r / nextR);
    [t, nextT] = [nextT, t - q * nextT];
    [r, nextR] = [nextR, r - q * nextR];
  }
  return n === 1 ? 0 : ((t % n) + n) % n;
}
