import type { Secrecy, WorldSize } from './records.js';
import type { Volumes } from './sizes.js';
import { SIZES } from './sizes.js';
import type { Province } from './places.js';
import { layPlaces } from './places.js';
import { standingOrganisations } from './standing-organisations.js';
import type { OrgTable } from './org-table.js';
import { layOrganisations } from './org-table.js';
import type { Membership } from './membership.js';
import { layMembership } from './membership.js';
import type { Leaders } from './leaders.js';
import { chooseLeaders } from './leaders.js';
import type { Draw } from './draw.js';
import { fullName } from './names.js';
import { SLOT } from './person.js';
import type { DocumentLayout } from './document-layout.js';
import { layDocuments } from './document-layout.js';

/** A discipline decision that a member's file refers to. */
export interface Decision {
  readonly id: string;
  readonly day: number;
  readonly published: boolean;
}

/** What all records of one world stand on: made once, small, never changed. */
export interface Ground {
  readonly size: WorldSize;
  readonly seed: string;
  readonly volumes: Volumes;
  readonly provinces: readonly Province[];
  readonly table: OrgTable;
  readonly membership: Membership;
  readonly leaders: Leaders;
  readonly documents: DocumentLayout;
  /** Index of each cell's province, or -1 for the centre's cells. */
  readonly cellProvince: Int8Array;
  cellId(cell: number): string;
  cellSecrecy(cell: number): Secrecy;
  /** Place of a standing organisation, by id. */
  standingIndex(id: string): number;
  positionOf(member: number, cell: number): string | undefined;
  secretaryOf(cell: number): number;
  birthName(draw: Draw): string;
  /** Rows of the dissolved cells of a province, or of all where it has none (or for the centre, -1). */
  dissolvedOf(province: number): readonly number[];
  decision(issuerId: string, bits: number, secret: boolean): Decision | undefined;
}

export function layGround(size: WorldSize, seed: string): Ground {
  const volumes = SIZES[size];
  const provinces = layPlaces(volumes, seed);
  const standing = standingOrganisations(volumes, provinces);
  const table = layOrganisations(volumes, seed, standing, provinces);
  const membership = layMembership(volumes, seed, table);
  const leaders = chooseLeaders(table, membership);
  const documents = layDocuments(volumes, standing);
  const indexOf = new Map(standing.map((organisation, index) => [organisation.id, index]));
  const provinceIndex = new Map(provinces.map((province, index) => [province.code, index]));
  const ownerOf = (cell: number): (typeof standing)[number] => standing[table.standingOf[membership.cells[cell]!]!]!;
  const cellProvince = Int8Array.from(membership.cells, (_, cell) => {
    const code = ownerOf(cell).adminUnitCode;
    return code === null ? -1 : (provinceIndex.get(code.slice(0, 3)) ?? -1);
  });
  const ids: string[] = [];
  const secretaryOf = (cell: number): number => (cell === membership.fixtureCell ? 125 : membership.nth(cell, 0));
  const deputyOf = (cell: number): number => membership.nth(cell, cell === membership.fixtureCell ? 0 : 1);
  const dissolved = [...membership.dissolved];
  const dissolvedByProvince = provinces.map(({ code }) => {
    const own = dissolved.filter((row) => standing[table.standingOf[row]!]!.adminUnitCode?.startsWith(code) === true);
    return own.length > 0 ? own : dissolved;
  });
  return {
    size,
    seed,
    volumes,
    provinces,
    table,
    membership,
    leaders,
    documents,
    cellProvince,
    // Kept once made: five million members share two hundred thousand ids.
    cellId: (cell) => (ids[cell] ??= table.idAt(membership.cells[cell]!)),
    cellSecrecy: (cell) => ownerOf(cell).secrecy,
    standingIndex: (id) => {
      const index = indexOf.get(id);
      if (index === undefined) throw new Error(`no standing organisation ${id}`);
      return index;
    },
    secretaryOf,
    positionOf: (member, cell) => {
      if (member === secretaryOf(cell)) return 'Bí thư chi bộ';
      if (member === deputyOf(cell)) return 'Phó Bí thư chi bộ';
      return leaders.positionOf(member);
    },
    birthName: (draw) => fullName(draw, SLOT.birthName),
    dissolvedOf: (province) => dissolvedByProvince[province] ?? dissolved,
    decision: (issuerId, bits, secret) => documents.decision(issuerId, bits, secret),
  };
}
