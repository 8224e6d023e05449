import type { AccountFunction, AccountRecord, Compartment, Dated, Secrecy } from './records.js';
import type { Ground } from './ground.js';
import { Draw } from './draw.js';
import { dateText, NOW_DAY } from './days.js';
import { pad } from './text.js';
import { memberId } from './membership.js';
import { ISSUER, subjectOf } from './personas.js';

const SLOT = { kind: 0, which: 1, person: 2, from: 4, purpose: 5 };

/** Where an account belongs, and what it may. */
interface Post {
  readonly orgId: string;
  readonly member: number | null;
  readonly functions: readonly AccountFunction[];
  readonly clearance: Secrecy | null;
  readonly compartments: readonly Compartment[];
  readonly purposes: readonly string[];
  readonly application?: boolean;
}

export function accountIdAt(index: number): string {
  return `A-${pad(index + 1, 6)}`;
}

/** The index-th account that is not a persona's. */
export function accountAt(ground: Ground, index: number): AccountRecord {
  const id = accountIdAt(index);
  const draw = new Draw(ground.seed, 'account', index);
  const post = postOf(ground, draw, index);
  const from = NOW_DAY - 60 - draw.below(SLOT.from, 500);
  // Of fifty one is suspended, one closed, one has not begun; by turns, so that the smallest world has them too.
  const turn = index % 50;
  const validFrom = dateText(turn === 13 ? NOW_DAY + 30 : from);
  const dated = <T>(values: readonly T[], to: string | null = null): readonly Dated<T>[] =>
    values.map((value) => ({ value, from: validFrom, to }));
  return {
    id,
    issuer: ISSUER,
    sub: subjectOf(ground.seed, id),
    kind: post.application === true ? 'APPLICATION' : 'PERSON',
    memberId: post.member === null ? null : memberId(post.member),
    orgId: post.orgId,
    functions: dated(post.functions),
    // Of some the clearance has run out.
    clearance: dated(
      post.clearance === null ? [] : [post.clearance],
      turn === 17 || turn === 18 ? dateText(Math.max(NOW_DAY - 20, from + 30)) : null,
    ),
    compartments: dated(post.compartments),
    purposes: dated(post.purposes),
    status: turn === 7 ? 'SUSPENDED' : turn === 11 ? 'CLOSED' : 'ACTIVE',
    validFrom,
    validTo: turn === 11 ? dateText(NOW_DAY - 10) : null,
  };
}

/** Shares per thousand: applications 5, left-over accounts 5, secretaries 300, communes 350, provinces 130, centre 30, members. */
function postOf(ground: Ground, draw: Draw, index: number): Post {
  const lot = draw.below(SLOT.kind, 1000);
  const bits = draw.u32(SLOT.which);
  const { table, membership, provinces } = ground;
  if (lot < 5) {
    const orgId = `BO${pad(1 + (bits % ground.volumes.ministries), 2)}`;
    const purposes = ['TASK_MONITORING'];
    return { orgId, member: null, functions: [], clearance: null, compartments: [], purposes, application: true };
  }
  if (lot < 10) {
    const former = table.standing.filter(({ status }) => status !== 'ACTIVE');
    const orgId = former[bits % former.length]!.id;
    return officer(orgId, null, ['ORG_WORK'], 'UNCLASSIFIED', ['MEMBER_ADMIN']);
  }
  if (lot < 310) {
    const cell = communeCell(ground, index, bits);
    return officer(ground.cellId(cell), ground.secretaryOf(cell), ['CELL_SECRETARY'], 'UNCLASSIFIED', ['MEMBER_ADMIN']);
  }
  if (lot < 820) {
    const province = provinces[bits % provinces.length]!;
    const commune = province.communes[draw.u32(SLOT.person) % province.communes.length]!;
    const local = lot < 660;
    const orgId = local ? `${province.code}.C${pad(commune.ordinal, 3)}` : provinceOrg(province.code, bits);
    return staffed(ground, draw, orgId, local ? 'UNCLASSIFIED' : 'CONFIDENTIAL');
  }
  if (lot < 850) {
    return staffed(
      ground,
      draw,
      (['VPTW', 'BTCTW', 'UBKTTW', 'BTGTW', 'BNCTW', 'BCSTW'] as const)[bits % 6]!,
      'SECRET',
    );
  }
  const cell = communeCell(ground, index, bits);
  const members = membership.membersOf(cell);
  const member = members[draw.u32(SLOT.person) % members.length]!;
  return {
    orgId: ground.cellId(cell),
    member,
    functions: [],
    clearance: null,
    compartments: [],
    purposes: ['SELF_SERVICE'],
  };
}

function officer(
  orgId: string,
  member: number | null,
  functions: readonly AccountFunction[],
  clearance: Secrecy,
  purposes: readonly string[],
): Post {
  return { orgId, member, functions, clearance, compartments: [], purposes };
}

function provinceOrg(code: string, bits: number): string {
  return [code, `${code}.BTC`, `${code}.UBKT`, `${code}.VP`][(bits >>> 8) % 4]!;
}

const FUNCTIONS: readonly AccountFunction[] = [
  'ORG_WORK',
  'INSPECTION',
  'OFFICE',
  'PROPAGANDA',
  'INTERNAL_AFFAIRS',
  'POLICY',
  'DIGITAL_CRYPTO',
];
const PURPOSES_OF: Readonly<Partial<Record<AccountFunction, readonly string[]>>> = {
  ORG_WORK: ['MEMBER_ADMIN', 'STATISTICS'],
  INSPECTION: ['INSPECTION', 'TASK_MONITORING'],
  OFFICE: ['TASK_MONITORING', 'DOC_PROCESSING', 'FEEDBACK_HANDLING'],
  PROPAGANDA: ['DOC_PROCESSING', 'STATISTICS'],
  INTERNAL_AFFAIRS: ['DOC_PROCESSING', 'TASK_MONITORING'],
  POLICY: ['STATISTICS', 'TASK_MONITORING'],
  DIGITAL_CRYPTO: ['DATA_QUALITY'],
};
const COMPARTMENT_OF: Readonly<Partial<Record<AccountFunction, Compartment>>> = {
  ORG_WORK: 'NHAN_SU',
  INSPECTION: 'KIEM_TRA',
  INTERNAL_AFFAIRS: 'AN_NINH',
  OFFICE: 'TAI_CHINH',
};

/** An officer with one of the functions of that body (any function where the body names none). */
function staffed(ground: Ground, draw: Draw, orgId: string, clearance: Secrecy): Post {
  const index = ground.standingIndex(orgId);
  const own = ground.table.standing[index]!.functions;
  const chosen = draw.pick(SLOT.purpose, own.length > 0 ? own : FUNCTIONS);
  const leaders = ground.leaders.of(index);
  const leads = draw.below(SLOT.person, 4) === 0;
  const compartment = COMPARTMENT_OF[chosen];
  return {
    orgId,
    member: leads ? leaders[draw.u32(SLOT.person) % leaders.length]!.member : null,
    functions: [chosen],
    clearance,
    compartments: compartment !== undefined && clearance !== 'UNCLASSIFIED' ? [compartment] : [],
    purposes: PURPOSES_OF[chosen] ?? [],
  };
}

/** A cell in force that belongs to a commune; every account starts elsewhere. */
function communeCell(ground: Ground, index: number, bits: number): number {
  const count = ground.membership.cells.length;
  let cell = (index * 7919 + (bits % 97)) % count;
  while (ground.table.unitOf[ground.membership.cells[cell]!] === 0) cell = (cell + 1) % count;
  return cell;
}
