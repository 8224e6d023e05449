import type { OrgTable } from './org-table.js';
import type { Volumes } from './sizes.js';
import { Draw } from './draw.js';

/** Members of the demonstration: 123 and 125 and 124 belong to this cell wherever their numbers would lie. */
const FIXTURE_CELL = 'G07.C012.K03.B02';
const FIXTURE_MEMBERS: readonly number[] = [123, 124, 125];

/**
 * Which member belongs to which cell: consecutive numbers share a cell, the three fixtures excepted. Members are
 * numbered from 1, cells by their place among the cells.
 */
export interface Membership {
  readonly members: number;
  /** Cells that are in force, by row of the table; their members are start[c]+1 … start[c+1]. */
  readonly cells: Int32Array;
  readonly start: Int32Array;
  readonly fixtureCell: number;
  cellOf(member: number): number;
  /** The rank-th member of a cell, from 0, leaving out the fixtures that are elsewhere. */
  nth(cell: number, rank: number): number;
  membersOf(cell: number): readonly number[];
  /** Cells that lie under a standing organisation, as a half-open range. */
  cellsUnder(standing: number): readonly [from: number, to: number];
  /** Dissolved cells by row of the table, and those of a standing organisation's province. */
  readonly dissolved: Int32Array;
}

export function layMembership(volumes: Volumes, seed: string, table: OrgTable): Membership {
  const rows = [...table.cellRows];
  const cells = Int32Array.from(rows.filter((row) => table.dissolved[row] === 0));
  const dissolved = Int32Array.from(rows.filter((row) => table.dissolved[row] === 1));
  const { members } = volumes;
  // Sizes from 10 to 40 around a mean of 25, scaled so that the world has exactly its number of members.
  const weights = Uint8Array.from(cells, (row) => {
    const draw = new Draw(seed, 'cell-weight', row);
    return 10 + draw.below(0, 16) + draw.below(1, 16);
  });
  let total = 0;
  for (const weight of weights) total += weight;
  const start = new Int32Array(cells.length + 1);
  let cumulative = 0;
  weights.forEach((weight, cell) => {
    cumulative += weight;
    start[cell + 1] = Math.floor((cumulative * members) / total);
  });
  const fixtureRow = table.rowOfId(FIXTURE_CELL)!;
  const fixtureCell = cells.indexOf(fixtureRow);
  const firstCell = new Int32Array(table.standing.length + 1);
  for (let index = 0, cell = 0; index < table.standing.length; index += 1) {
    firstCell[index] = cell;
    while (cell < cells.length && table.standingOf[cells[cell]!] === index) cell += 1;
    firstCell[index + 1] = cell;
  }

  const cellByRange = (member: number): number => {
    let low = 0;
    let high = cells.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start[middle + 1]! < member) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const membersOf = (cell: number): readonly number[] => {
    const own: number[] = [];
    for (let member = start[cell]! + 1; member <= start[cell + 1]!; member += 1) {
      if (!isFixture(member)) own.push(member);
    }
    return cell === fixtureCell ? [...own, ...FIXTURE_MEMBERS].toSorted((a, b) => a - b) : own;
  };
  return {
    members,
    cells,
    start,
    fixtureCell,
    dissolved,
    cellOf: (member) => (isFixture(member) ? fixtureCell : cellByRange(member)),
    nth: (cell, rank) => {
      const first = start[cell]! + 1;
      // The common case without a list: no fixture number in this cell's range.
      if (first > 125 || start[cell + 1]! < 123) {
        return first + (rank % (start[cell + 1]! - start[cell]!));
      }
      const own = membersOf(cell).filter((member) => !isFixture(member));
      return own[rank % own.length]!;
    },
    membersOf,
    cellsUnder: (index) => [firstCell[index]!, firstCell[index + 1]!],
  };
}

export function isFixture(member: number): boolean {
  return member >= 123 && member <= 125;
}

export function memberId(member: number): string {
  return member < 1_000_000 ? `M-${String(member).padStart(6, '0')}` : `M-${member}`;
}

/** The number of an id such as `M-000123`, or undefined where it is not a member of a world of this size. */
export function memberNumber(id: string, members: number): number | undefined {
  if (!/^M-(?:\d{6}|[1-9]\d{6,})$/u.test(id)) return undefined;
  const member = Number(id.slice(2));
  return member >= 1 && member <= members ? member : undefined;
}
