import type { Membership } from './membership.js';
import type { OrgTable } from './org-table.js';
import type { Standing } from './standing-organisations.js';

/** A person who signs and answers for an organisation. */
interface Leader {
  readonly member: number;
  readonly title: string;
}
export interface Leaders {
  /** Of a standing organisation by its place; the first is the head. */
  of(standing: number): readonly Leader[];
  /** The party position that leading gives a member, if any. */
  positionOf(member: number): string | undefined;
}

/** Ranks 0 and 1 of a cell are its own secretary and deputy; those who lead bodies come after them. */
const FIRST_RANK = 2;

/** Chooses the leaders of every standing organisation among the members of the cell where its people are. */
export function chooseLeaders(table: OrgTable, membership: Membership): Leaders {
  const indexOf = new Map(table.standing.map((organisation, index) => [organisation.id, index]));
  const taken = new Map<number, number>();
  const positions = new Map<number, string>();
  const leaders = table.standing.map((organisation): readonly Leader[] => {
    if (organisation.status !== 'ACTIVE') return [];
    const [first, end] = membership.cellsUnder(indexOf.get(homeOf(organisation))!);
    return titlesOf(organisation).map((title) => {
      const cells = end - first;
      const used = taken.get(first) ?? 0;
      taken.set(first, used + 1);
      // Spread over the home's cells, so that none is made of chiefs only.
      const member = membership.nth(first + (used % cells), FIRST_RANK + Math.floor(used / cells));
      if (!positions.has(member)) positions.set(member, title);
      return { member, title };
    });
  });
  return { of: (standing) => leaders[standing]!, positionOf: (member) => positions.get(member) };
}

/** The organisation in whose cells the people of this one are members. */
function homeOf(organisation: Standing): string {
  const { id, block, level } = organisation;
  if (organisation.cells > 0 || level === 'COMMUNE') return id;
  if (level === 'PROVINCE') return `${organisation.adminUnitCode}.CQ`;
  if (block === 'GOVERNMENT') return 'DUCP';
  if (block === 'NATIONAL_ASSEMBLY') return 'DUQH';
  if (block === 'FRONT') return 'DUMT';
  return 'DUCQTW';
}

function titlesOf(organisation: Standing): readonly string[] {
  const { id, kind, level } = organisation;
  if (id === 'TWG') return ['Thường trực Ban Bí thư (giả lập)', 'Ủy viên Ban Bí thư (giả lập)'];
  if (level === 'COMMUNE') return ['Bí thư Đảng ủy', 'Phó Bí thư Đảng ủy', 'Ủy viên Ban Thường vụ'];
  if (level === 'GRASSROOTS') return ['Bí thư Đảng bộ'];
  if (kind === 'MINISTRY') return ['Bộ trưởng', 'Thứ trưởng'];
  if (kind === 'OFFICE') return ['Chánh Văn phòng'];
  if (kind === 'INSPECTION_COMMISSION') return ['Chủ nhiệm'];
  if (kind === 'ADVISORY_BODY') return ['Trưởng ban'];
  if (kind === 'PEOPLES_COMMITTEE') return ['Chủ tịch'];
  if (level === 'PROVINCE') return ['Bí thư Tỉnh ủy', 'Phó Bí thư Tỉnh ủy'];
  return ['Bí thư'];
}
