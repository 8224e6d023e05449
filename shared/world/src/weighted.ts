/** Draws by weight in constant time: a table of 4,096 entries, so a weight is honoured to within 1/8192. */
export interface Weighted<T> {
  readonly values: readonly T[];
  /** 4,096 indices into `values`. */
  readonly table: Uint8Array;
}

const ENTRIES = 4096;

/** Fills the table in order: value v owns the entries from floor(4096 · cum(v-1)/total) to floor(4096 · cum(v)/total). */
export function weighted<T>(pairs: readonly (readonly [value: T, weight: number])[]): Weighted<T> {
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0);
  const table = new Uint8Array(ENTRIES);
  let cumulative = 0;
  let entry = 0;
  pairs.forEach(([, weight], index) => {
    cumulative += weight;
    const end = Math.floor((ENTRIES * cumulative) / total + 1e-9);
    table.fill(index, entry, end);
    entry = end;
  });
  return { values: pairs.map(([value]) => value), table };
}

/** The value that these 32 uniform bits choose. */
export function choose<T>(from: Weighted<T>, bits: number): T {
  return from.values[from.table[bits >>> 20]!]!;
}
