import type { OrganisationRecord } from './records.js';
import type { Ground } from './ground.js';
import { cleanName } from './clean-name.js';
import { pad } from './text.js';

/** The organisation of this row of the table. */
export function organisationAt(ground: Ground, row: number): OrganisationRecord {
  const { table } = ground;
  const index = table.standingOf[row]!;
  const owner = table.standing[index]!;
  const unit = table.unitOf[row]!;
  const cell = table.cellOf[row]!;
  if (unit === 0 && cell === 0) {
    const { cells: _counted, ...own } = owner;
    const head = ground.leaders.of(index)[0];
    const open = owner.status === 'ACTIVE' && owner.secrecy === 'UNCLASSIFIED' && head !== undefined;
    return { ...own, dataFocalPoint: open ? cleanName(ground, head.member) : null };
  }
  const id = table.idAt(row);
  const dissolved = table.dissolved[row] === 1;
  const unitName = unit === 0 ? owner.shortName : `Đảng bộ cơ sở ${pad(unit, 2)}, ${owner.shortName}`;
  return {
    id,
    code: id,
    name: cell === 0 ? unitName : `Chi bộ ${pad(cell, 2)}, ${unitName}`,
    shortName: cell === 0 ? `Đảng bộ cơ sở ${pad(unit, 2)}` : `Chi bộ ${pad(cell, 2)}`,
    block: owner.block,
    level: cell === 0 ? 'GRASSROOTS' : 'CELL',
    kind: cell === 0 ? 'GRASSROOTS_ORGANISATION' : 'CELL',
    functions: [],
    status: dissolved ? 'DISSOLVED' : 'ACTIVE',
    parentId: unit > 0 && cell > 0 ? `${owner.id}.K${pad(unit, 2)}` : owner.id,
    path: table.pathAt(row),
    adminUnitCode: owner.adminUnitCode,
    establishedOn: owner.establishedOn,
    dissolvedOn: dissolved ? '2025-10-01' : null,
    // A dissolved cell is the last of its unit and never the only one; its people went to the first.
    successorIds: dissolved ? [`${owner.id}.K${pad(unit, 2)}.B01`] : [],
    secrecy: owner.secrecy,
    dataFocalPoint: null,
    networkPoints: null,
  };
}
