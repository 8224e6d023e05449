/** Fewest persons that a count may tell of. */
export const LEAST = 10;

/** What is known of a table before it is looked at. */
export interface Suppression {
  /** Cells that are hidden anyway. */
  readonly hidden?: (row: number, column: number) => boolean;
  /** Which counts are too small to be told. */
  readonly isSmall?: (count: number) => boolean;
  /** Whether the sum over all rows is told elsewhere, so that it could give a row away. */
  readonly sumOfRowsIsTold?: boolean;
}

/**
 * Which counts of a table to hide: `table[row][column]`, rows being organisations side by side, columns the values that
 * members are counted by. A count below 10 is hidden; where what is hidden in a row or a column would still follow from
 * its sum, the smallest visible count there is hidden too, until nothing follows.
 */
export function suppress(
  table: readonly (readonly number[])[],
  { hidden: isHidden = () => false, isSmall = (count) => count < LEAST, sumOfRowsIsTold = true }: Suppression = {},
): readonly (readonly boolean[])[] {
  const hidden = table.map((row, at) => row.map((count, column) => isSmall(count) || isHidden(at, column)));
  const width = table[0]?.length ?? 0;
  let changed = true;
  while (changed) {
    changed = false;
    for (const row of table.keys()) {
      const line = Array.from({ length: width }, (_, column) => [row, column] as const);
      changed = protect(line, table, hidden) || changed;
    }
    // One row alone is its own sum.
    if (table.length < 2 || !sumOfRowsIsTold) continue;
    for (let column = 0; column < width; column += 1) {
      const line = Array.from(table, (_, row) => [row, column] as const);
      changed = protect(line, table, hidden) || changed;
    }
  }
  return hidden;
}

type Cell = readonly [row: number, column: number];

/** Hides one more cell of a line whose hidden part can be worked out; tells whether it did. */
function protect(line: readonly Cell[], table: readonly (readonly number[])[], hidden: boolean[][]): boolean {
  const at = ([row, column]: Cell): number => table[row]?.[column] ?? 0;
  const isHidden = ([row, column]: Cell): boolean => hidden[row]?.[column] === true;
  const kept = line.filter(isHidden);
  const sum = kept.reduce((total, cell) => total + at(cell), 0);
  if (kept.length === 0 || (kept.length >= 2 && sum >= LEAST)) return false;
  const next = line.filter((cell) => !isHidden(cell)).toSorted((one, other) => at(one) - at(other))[0];
  if (next === undefined) return false;
  (hidden[next[0]] as boolean[])[next[1]] = true;
  return true;
}
