import type { Province } from './places.js';
import type { Volumes } from './sizes.js';
import type { Standing } from './standing-organisations.js';
import { Draw } from './draw.js';
import { pad } from './text.js';

/**
 * The tree of organisations in compact arrays: every row is a standing organisation, or the K-th grassroots unit of
 * one, or the B-th cell of either. Rows stand in the order of their ids.
 */
export interface OrgTable {
  readonly standing: readonly Standing[];
  readonly size: number;
  readonly standingOf: Int32Array;
  /** 1 … 99, or 0 for the standing organisation and its direct cells. */
  readonly unitOf: Uint8Array;
  readonly cellOf: Uint8Array;
  readonly dissolved: Uint8Array;
  /** Row of each standing organisation. */
  readonly rowOf: Int32Array;
  /** Rows of the grassroots units of each standing organisation. */
  readonly unitRows: readonly (readonly number[])[];
  /** Rows of all cells, in order. */
  readonly cellRows: Int32Array;
  idAt(row: number): string;
  pathAt(row: number): string;
  rowOfId(id: string): number | undefined;
}

/** Cells a member belongs to; two thirds of a small world's free organisations at least. */
export function layOrganisations(
  volumes: Volumes,
  seed: string,
  standing: readonly Standing[],
  provinces: readonly Province[],
): OrgTable {
  const communes = communeShapes(volumes, seed, standing, provinces);
  const size = volumes.organisations;
  const standingOf = new Int32Array(size);
  const unitOf = new Uint8Array(size);
  const cellOf = new Uint8Array(size);
  const dissolved = new Uint8Array(size);
  const rowOf = new Int32Array(standing.length);
  const unitRows: number[][] = [];
  const cellRows: number[] = [];
  let row = 0;
  const add = (owner: number, unit: number, cell: number): void => {
    standingOf[row] = owner;
    unitOf[row] = unit;
    cellOf[row] = cell;
    if (cell > 0) cellRows.push(row);
    row += 1;
  };
  standing.forEach((organisation, index) => {
    rowOf[index] = row;
    add(index, 0, 0);
    for (let cell = 1; cell <= organisation.cells; cell += 1) add(index, 0, cell);
    const rows: number[] = [];
    (communes.get(organisation.id) ?? []).forEach((cells, unit) => {
      rows.push(row);
      add(index, unit + 1, 0);
      for (let cell = 1; cell <= cells; cell += 1) add(index, unit + 1, cell);
    });
    // In every fourth commune the last cell of the last unit was dissolved, where another is left beside it.
    const shape = communes.get(organisation.id);
    if (shape !== undefined && shape.at(-1)! >= 2 && Number(organisation.id.slice(-3)) % 4 === 0)
      dissolved[row - 1] = 1;
    unitRows.push(rows);
  });
  if (row !== size) throw new Error(`laid ${row} organisations, not ${size}`);

  const standingIndex = new Map(standing.map((organisation, index) => [organisation.id, index]));
  const suffix = (at: number): string =>
    (unitOf[at]! > 0 ? `.K${pad(unitOf[at]!, 2)}` : '') + (cellOf[at]! > 0 ? `.B${pad(cellOf[at]!, 2)}` : '');
  const rowOfId = (id: string): number | undefined => {
    const known = standingIndex.get(id);
    if (known !== undefined) return rowOf[known];
    const parts = /^(.*?)(?:\.K(\d\d))?(?:\.B(\d\d))?$/u.exec(id);
    const owner = standingIndex.get(parts?.[1] ?? '');
    if (owner === undefined) return undefined;
    const unit = Number(parts?.[2] ?? 0);
    const base = unit === 0 ? rowOf[owner]! : unitRows[owner]![unit - 1];
    if (base === undefined) return undefined;
    const found = base + Number(parts?.[3] ?? 0);
    // INVARIANT: a cell stands right after its parent, so the row is found by adding; an id past the end meets another.
    return found < size && standing[owner]!.id + suffix(found) === id && standingOf[found] === owner
      ? found
      : undefined;
  };
  return {
    standing,
    size,
    standingOf,
    unitOf,
    cellOf,
    dissolved,
    rowOf,
    unitRows,
    cellRows: Int32Array.from(cellRows),
    idAt: (at) => standing[standingOf[at]!]!.id + suffix(at),
    pathAt: (at) => standing[standingOf[at]!]!.path + suffix(at),
    rowOfId,
  };
}

/** Cells per grassroots unit of each commune, such that the world has exactly its number of organisations. */
function communeShapes(
  volumes: Volumes,
  seed: string,
  standing: readonly Standing[],
  provinces: readonly Province[],
): ReadonlyMap<string, readonly number[]> {
  const ids = provinces.flatMap((p) => p.communes.map((commune) => `${p.code}.C${pad(commune.ordinal, 3)}`));
  const taken = standing.reduce((sum, organisation) => sum + 1 + organisation.cells, 0);
  const free = volumes.organisations - taken;
  const wanted = free - Math.round(volumes.members / 25);
  // The smallest world has just the units that its communes and fixtures need.
  const units = Math.max(
    ids.length + 2,
    Math.min(Math.floor(free / 4), Math.max(Math.ceil(ids.length * 1.05), wanted)),
  );
  const types = provinces.flatMap((p) => p.communes.map(({ type }) => type));
  const weights = ids.map((id, index) =>
    communeWeight(new Draw(seed, 'commune-weight', id), types[index] === 'PHUONG'),
  );
  const leastUnits = ids.map((id) => (id === 'G07.C012' ? 3 : 1));
  const cells = apportion(
    free - units,
    ids.map((id) => (id === 'G07.C012' ? 7 : 2)),
    weights,
  );
  const unitCounts = apportion(units, leastUnits, weights);
  // A commune may not have more units than cells: what it cannot take goes to the next one that can.
  let carried = 0;
  return new Map(
    ids.map((id, index) => {
      const most = id === 'G07.C012' ? 3 : Math.min(99, Math.floor(cells[index]! / 2));
      const count = Math.min(unitCounts[index]! + carried, most);
      carried += unitCounts[index]! - count;
      return [id, split(cells[index]! + (index === ids.length - 1 ? carried : 0), count)];
    }),
  );
}

/** Log-normal in shape by a table of quantiles (sigma 0.6, median 100), so that no language needs an exponential. */
const LOG_NORMAL = [33, 43, 51, 59, 68, 77, 88, 100, 114, 130, 149, 174, 207, 258, 340] as const;

/** A ward has 1.7 times the members of other communes. */
function communeWeight(draw: Draw, ward: boolean): number {
  const at = draw.below(0, (LOG_NORMAL.length - 1) * 256);
  const low = LOG_NORMAL[at >> 8]!;
  const high = LOG_NORMAL[(at >> 8) + 1]!;
  const weight = low + Math.floor(((high - low) * (at & 255)) / 256);
  return ward ? Math.floor((weight * 17) / 10) : weight;
}

/** Shares a total by weight over minima, exactly. */
function apportion(total: number, least: readonly number[], weights: readonly number[]): readonly number[] {
  const free = total - least.reduce((sum, value) => sum + value, 0);
  if (free < 0) throw new Error('the world is too small for its fixtures');
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulative = 0;
  return weights.map((weight, index) => {
    const before = Math.floor((cumulative * free) / whole);
    cumulative += weight;
    return least[index]! + Math.floor((cumulative * free) / whole) - before;
  });
}

/** Splits a number into parts that differ by at most one, the larger ones last. */
function split(total: number, parts: number): readonly number[] {
  return Array.from(
    { length: parts },
    (_, index) => Math.floor(((index + 1) * total) / parts) - Math.floor((index * total) / parts),
  );
}
