import type { AccountFunction, AccountRecord, Compartment, Dated, Secrecy, World } from '@agency-graph/world';
import { ISSUER } from './issuer.js';
import { Random } from './random.js';

const FUNCTIONS: readonly AccountFunction[] = [
  ...(['ORG_WORK', 'INSPECTION', 'OFFICE', 'PROPAGANDA', 'INTERNAL_AFFAIRS', 'POLICY', 'DIGITAL_CRYPTO'] as const),
  ...(['CELL_SECRETARY', 'DATA_QUALITY', 'AUDIT', 'ORG_WORK', 'INSPECTION'] as const),
];
const PURPOSES = [
  'TASK_MONITORING',
  'MEMBER_ADMIN',
  'MEMBER_VERIFICATION',
  'INSPECTION',
  'DOC_PROCESSING',
  'STATISTICS',
  'FEEDBACK_HANDLING',
  'SELF_SERVICE',
  'DATA_QUALITY',
  'AUDIT',
  'MEMBER_ADMIN',
  'TASK_MONITORING',
];
const CLEARANCES: readonly (Secrecy | null)[] = [
  null,
  'UNCLASSIFIED',
  'CONFIDENTIAL',
  'CONFIDENTIAL',
  'SECRET',
  'SECRET',
];
const COMPARTMENTS: readonly Compartment[] = ['NHAN_SU', 'KIEM_TRA', 'DOI_NGOAI', 'AN_NINH', 'TAI_CHINH'];
const CENTRE = ['VPTW', 'BTCTW', 'UBKTTW', 'BTGTW', 'BNCTW', 'TWG'];
const OUTSIDE = ['VPCP', 'BO01', 'BO02', 'VPQH', 'VPCTN', 'TATC', 'MTTQ', 'QUTW', 'UBNDG07'];

const COUNT = 240;

/**
 * Accounts that no demonstration needs: every mixture of organisation, functions, clearance, compartments and purposes,
 * some of them in force on one of the two policy clocks only. Always the same ones.
 */
export function mixedAccounts(world: World): readonly AccountRecord[] {
  const organisations = [...world.organisations()];
  const party = organisations.filter(({ block, level }) => block === 'PARTY' && level !== 'CELL');
  const cells = organisations.filter(({ level }) => level === 'CELL');
  const members = Map.groupBy(world.members(), ({ cellId }) => cellId);
  return Array.from({ length: COUNT }, (_, index): AccountRecord => {
    const random = new Random('mixed accounts', index);
    const place = index % 4;
    const cell = random.pick(cells);
    const orgId = [random.pick(CENTRE), random.pick(party).id, cell.id, random.pick(OUTSIDE)][place]!;
    const dated = <T>(values: readonly T[]): readonly Dated<T>[] =>
      [...new Set(values)].map((value) => ({
        value,
        from: random.chance(0.1) ? '2026-03-01' : '2025-07-01',
        to: random.chance(0.1) ? '2026-03-01' : null,
      }));
    const few = <T>(items: readonly T[], most: number): T[] =>
      Array.from({ length: random.below(most + 1) }, () => random.pick(items));
    const clearance = random.pick(CLEARANCES);
    const id = `A-X${String(index).padStart(3, '0')}`;
    return {
      id,
      issuer: ISSUER,
      sub: `u-mixed-${index}`,
      kind: place === 3 || random.chance(0.1) ? 'APPLICATION' : 'PERSON',
      memberId: random.chance(0.5) ? (members.get(cell.id)?.[0]?.id ?? null) : null,
      orgId,
      functions: dated(few(FUNCTIONS, 3)),
      clearance: dated(clearance === null ? [] : [clearance]),
      compartments: dated(random.some(COMPARTMENTS, 0.5)),
      purposes: dated([random.pick(PURPOSES), ...few(PURPOSES, 3)]),
      status: random.chance(0.03) ? 'SUSPENDED' : 'ACTIVE',
      validFrom: random.chance(0.03) ? '2026-03-01' : '2025-07-01',
      validTo: random.chance(0.03) ? '2026-03-01' : null,
    };
  });
}
