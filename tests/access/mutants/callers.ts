import type { AccountFunction, AccountRecord, AgreementRecord, World, Zone } from '@agency-graph/world';
import type { CaseCaller } from '../differential/callers.js';
import type { Door } from '../reference/caller.js';

/** Instants of the policy clock: the two that tests run at, and either side of each date on which rules change. */
export const INSTANTS = [
  '2026-03-15T09:00:00+07:00',
  '2026-02-15T09:00:00+07:00',
  '2026-03-01T00:00:00+07:00',
  '2026-02-28T23:59:59+07:00',
  '2026-01-01T00:00:00+07:00',
] as const;

const ZONES: readonly Zone[] = ['PARTY_WAN', 'STATE_NETWORK', 'INTERNET'];

/** Every persona for every purpose at every instant as it comes in, and over every network and key at one of them. */
export function personaCallers(world: World): readonly CaseCaller[] {
  return world.personas.flatMap((persona) => {
    const account = world.account(persona.accountId)!;
    const purposes = [...account.purposes.map(({ value }) => value), ...(account.purposes.length === 0 ? [null] : [])];
    const { zone, hardwareKey } = persona;
    return purposes.flatMap((purpose) =>
      [null, ...(account.kind === 'APPLICATION' ? ['M-000124'] : [])].flatMap((endUser) => {
        const one = (door: Partial<Door>): CaseCaller => ({
          code: persona.code,
          account,
          door: { zone, hardwareKey, endUser, purpose, clock: INSTANTS[0], ...door },
          roots: null,
        });
        return [
          ...INSTANTS.map((clock) => one({ clock })),
          ...ZONES.flatMap((other) => [true, false].map((key) => one({ zone: other, hardwareKey: key }))),
        ];
      }),
    );
  });
}

/** Every account of the directory and of the mixed ones, for each of its purposes, by turns over networks and instants. */
export function accountCallers(accounts: readonly AccountRecord[]): readonly CaseCaller[] {
  return accounts.flatMap((account, index) =>
    account.purposes.map(({ value: purpose }, turn): CaseCaller => ({
      code: account.id,
      account,
      door: {
        zone: (index + turn) % 7 === 6 ? 'STATE_NETWORK' : 'PARTY_WAN',
        hardwareKey: (index + turn) % 2 === 0,
        endUser: account.kind === 'APPLICATION' && (index + turn) % 3 !== 0 ? 'M-000124' : null,
        purpose,
        clock: INSTANTS[(index + turn) % INSTANTS.length]!,
      },
      roots: null,
    })),
  );
}

const BODIES = ['VPTW', 'BTCTW', 'UBKTTW', 'BNCTW', 'G07', 'G07.C012', 'G07.C012.K03', 'G07.C012.K03.B02'];
const FUNCTIONS: readonly AccountFunction[] = [
  'ORG_WORK',
  'INSPECTION',
  'OFFICE',
  'POLICY',
  'DATA_QUALITY',
  'CELL_SECRETARY',
];
const PURPOSES = [
  'MEMBER_ADMIN',
  'INSPECTION',
  'TASK_MONITORING',
  'DATA_QUALITY',
  'STATISTICS',
  'DOC_PROCESSING',
  'MEMBER_VERIFICATION',
];
const COMPARTMENTS = ['NHAN_SU', 'KIEM_TRA', 'DOI_NGOAI', 'AN_NINH', 'TAI_CHINH'] as const;

const since = <T>(value: T) => ({ value, from: '2025-07-01', to: null });

/** An account cleared for all and in for every purpose. */
const account = (orgId: string, name: AccountFunction | null, kind: AccountRecord['kind']): AccountRecord => ({
  id: `A-${orgId}-${name}-${kind}`,
  issuer: 'https://issuer.agency-graph.example',
  sub: `u-${orgId}-${name}-${kind}`,
  kind,
  memberId: null,
  orgId,
  functions: name === null ? [] : [since(name)],
  clearance: [since('SECRET')],
  compartments: COMPARTMENTS.map(since),
  purposes: PURPOSES.map(since),
  status: 'ACTIVE',
  validFrom: '2025-07-01',
  validTo: null,
});

/**
 * Accounts for each function alone at bodies of every level, applications that name nobody for whom they act (R21), and
 * an account whose purpose is no longer one (R1): for each purpose, by the way that hides least.
 */
export const bodyCallers = (): readonly CaseCaller[] =>
  [
    ...BODIES.flatMap((orgId) => FUNCTIONS.map((name) => account(orgId, name, 'PERSON'))),
    account('UBKTTW', 'INSPECTION', 'APPLICATION'),
    account(VERIFIER, null, 'APPLICATION'),
    { ...account('VPTW', 'OFFICE', 'PERSON'), purposes: [since('BYGONE')] },
  ].flatMap((one) =>
    one.purposes.map(({ value: purpose }, turn): CaseCaller => ({
      code: one.id,
      account: one,
      door: { zone: 'PARTY_WAN', hardwareKey: true, endUser: null, purpose, clock: INSTANTS[turn % 2]! },
      roots: null,
    })),
  );

/** An organisation outside the block. */
const VERIFIER = 'VPCTN';

/**
 * Agreements beside those that a body has: on verification, without the duty to name the end user; and on tasks, once on
 * more fields of fewer rows, once on more fields with that duty.
 */
export function moreAgreements(world: Pick<World, 'agreements'>): readonly AgreementRecord[] {
  const like = (id: string, more: Partial<AgreementRecord>): AgreementRecord => {
    const one = world.agreements.find((other) => id.startsWith(other.id))!;
    return { ...one, id, assigneeOrgIds: [VERIFIER], duties: [], ...more };
  };
  const tasks = world.agreements.find(({ id }) => id === 'AGR-04')!.coordinates;
  return [
    like('AGR-02-LAX', {}),
    like('AGR-04-OPEN', {
      coordinates: [...tasks, 'Task.progressPct', 'TaskFilter.leadOrgId'],
      duties: ['ROW_SECRECY:UNCLASSIFIED'],
    }),
    like('AGR-04-NAMED', { coordinates: ['Task.assignedOn', 'TaskFilter.dueBefore'], duties: ['END_USER_REQUIRED'] }),
  ];
}
