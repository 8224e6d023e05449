import type { DocumentRecord, MemberRecord, TaskRecord, World } from '@agency-graph/world';
import { pathsOf, rowOf, type Row } from '../reference/row.js';

/** A record to judge, with the hidden row fields that its agency sends of it. */
export interface JudgedRow {
  readonly type: string;
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** As the reference judges it, at a day. */
  at(day: string): Row;
}

/** Records that differ in what decides: of each type one for every mixture of level, place, compartments and dates. */
export function judgedRows(world: World): readonly JudgedRow[] {
  const inWorld = pathsOf(world);
  const paths = (organisation: string): string => BESIDE[organisation]?.(inWorld) ?? inWorld(organisation);
  const made = (type: string, record: { readonly id: string }, values: JudgedRow['values']): JudgedRow => ({
    type,
    id: record.id,
    values,
    at: (day) => rowOf(type, record, paths, day)!,
  });
  const all = [
    ...[...world.organisations()].map((one) =>
      made('Organisation', one, { rowSecrecy: one.secrecy, rowPath: one.path }),
    ),
    ...Object.keys(BESIDE).map((id) =>
      made('Organisation', { ...world.organisation('G07')!, id, path: paths(id) } as never, {
        rowSecrecy: 'UNCLASSIFIED',
        rowPath: paths(id),
      }),
    ),
    ...[...world.members(), ...misplaced(world)].map((one) =>
      made('Member', one, { rowSecrecy: one.secrecy, rowCellPath: paths(one.cellId) }),
    ),
    ...[...world.tasks(), ...neighbours(world)].map((one) =>
      made('Task', one, {
        rowSecrecy: one.secrecy,
        rowCompartments: one.compartments,
        rowLeadPath: paths(one.leadOrgId),
        rowCoPaths: one.coOrgIds.map(paths),
      }),
    ),
    ...[...world.documents(), ...boundaryDocuments(world)].map((one) =>
      made('Document', one, {
        rowSecrecy: one.secrecy,
        rowSecrecyUntil: one.secrecyUntil,
        rowCompartments: one.compartments,
        rowIssuerPath: paths(one.issuerId),
        rowRecipientPaths: one.recipientIds.map(paths),
        circulation: one.circulation,
      }),
    ),
    ...[...world.feedback()].map((one) => made('FeedbackItem', one, { rowHandlerPath: paths(one.handledById) })),
  ];
  // Two members of one cell and level differ in nothing that decides but their id.
  return [
    ...new Map(
      all.map((row) => [
        row.type === 'Member' && !KEPT.has(row.id) ? JSON.stringify(row.values) : `${row.type} ${row.id}`,
        row,
      ]),
    ).values(),
  ];
}

/** Organisations that the world has none of: their paths begin with another's letters, and do not lie under it. */
const BESIDE: Readonly<Record<string, (paths: (organisation: string) => string) => string>> = {
  G070: (paths) => `${paths('G07')}0`,
  'G07.C0120': (paths) => `${paths('G07.C012')}0`,
};

/** Members of those, and one whose file hangs on a commune as if it were a cell. */
const misplaced = (world: World): readonly MemberRecord[] =>
  [...Object.keys(BESIDE), 'G07.C012'].map((cellId) => ({
    ...world.member('M-000123')!,
    id: `M-AT-${cellId}`,
    cellId,
  }));

const KEPT = new Set(['M-000123', 'M-000124', 'M-000125']);

/** Documents whose level ends on the days next to those that a policy clock stands at. */
function boundaryDocuments(world: World): readonly DocumentRecord[] {
  const like = world.document('D-M-2015-031')!;
  return ['2026-02-14', '2026-02-27', '2026-02-28', '2026-03-01', '2026-03-14', '2026-03-15'].map(
    (secrecyUntil, at) => ({ ...like, id: `D-BOUNDARY-${at}`, secrecyUntil }),
  );
}

/** A classified task of every compartment, led by the Central Office and by a province. */
function neighbours(world: World): readonly TaskRecord[] {
  const like = world.task('T-S2-007')!;
  const one = ['KIEM_TRA'] as const;
  return [
    { ...like, id: 'T-NEAR-1', leadOrgId: 'VPTW', coOrgIds: ['BO01'], compartments: one },
    { ...like, id: 'T-NEAR-2', secrecy: 'CONFIDENTIAL', compartments: one },
    { ...like, id: 'T-NEAR-3', secrecy: 'CONFIDENTIAL', leadOrgId: 'G07', coOrgIds: ['G07.UBKT'] },
    { ...like, id: 'T-NEAR-5', secrecy: 'UNCLASSIFIED', leadOrgId: 'G070', coOrgIds: ['G07.C0120'], compartments: [] },
    { ...like, id: 'T-NEAR-4', secrecy: 'CONFIDENTIAL', compartments: ['KIEM_TRA', 'NHAN_SU'] },
  ];
}
