import type { AccountFunction, AccountRecord, Compartment, Dated, Persona, Secrecy, Zone } from './records.js';
import type { Ground } from './ground.js';
import { Draw } from './draw.js';
import { memberId } from './membership.js';

/** Whose tokens the personas and all accounts of the world bring. */
export const ISSUER = 'https://issuer.agency-graph.example';
const SINCE = '2025-07-01';

interface Sketch {
  readonly code: string;
  readonly name: string;
  readonly says: string;
  readonly orgId: string;
  readonly zone: Zone;
  readonly hardwareKey?: boolean;
  readonly application?: boolean;
  /** Member number, or `head` for the leader of the organisation. */
  readonly member?: number | 'head';
  readonly functions?: readonly AccountFunction[];
  readonly clearance?: Secrecy;
  readonly compartments?: readonly Compartment[];
  readonly purposes: readonly string[];
  readonly defaultPurpose?: string;
}

const WAN = { zone: 'PARTY_WAN' } as const;
const STATE = { zone: 'STATE_NETWORK', application: true } as const;

const SKETCHES: readonly Sketch[] = [
  {
    code: 'P1',
    name: 'monitor',
    says: 'Central Office: follows every task',
    ...WAN,
    orgId: 'VPTW',
    member: 'head',
    hardwareKey: true,
    functions: ['OFFICE'],
    clearance: 'SECRET',
    purposes: ['TASK_MONITORING', 'DOC_PROCESSING'],
  },
  {
    code: 'P2',
    name: 'central-personnel',
    says: 'Central Organisation Commission: keeps all member records',
    ...WAN,
    orgId: 'BTCTW',
    member: 'head',
    hardwareKey: true,
    functions: ['ORG_WORK'],
    clearance: 'SECRET',
    compartments: ['NHAN_SU'],
    purposes: ['MEMBER_ADMIN', 'STATISTICS'],
  },
  {
    code: 'P3',
    name: 'province-officer',
    says: 'Organisation work in province G07',
    ...WAN,
    orgId: 'G07',
    member: 'head',
    functions: ['ORG_WORK'],
    clearance: 'CONFIDENTIAL',
    purposes: ['MEMBER_ADMIN'],
  },
  {
    code: 'P4',
    name: 'commune-officer',
    says: 'Organisation work in commune G07.C012',
    ...WAN,
    orgId: 'G07.C012',
    member: 'head',
    functions: ['ORG_WORK'],
    clearance: 'UNCLASSIFIED',
    purposes: ['MEMBER_ADMIN'],
  },
  {
    code: 'P5',
    name: 'cell-secretary',
    says: 'Secretary of cell G07.C012.K03.B02',
    ...WAN,
    orgId: 'G07.C012.K03.B02',
    member: 125,
    functions: ['CELL_SECRETARY'],
    clearance: 'UNCLASSIFIED',
    purposes: ['MEMBER_ADMIN'],
  },
  {
    code: 'P6',
    name: 'member',
    says: 'A member of the same cell, reading their own record',
    ...WAN,
    orgId: 'G07.C012.K03.B02',
    member: 124,
    purposes: ['SELF_SERVICE'],
  },
  {
    code: 'P7',
    name: 'inspector',
    says: 'Central Inspection Commission: discipline and follow-up of tasks',
    ...WAN,
    orgId: 'UBKTTW',
    member: 'head',
    hardwareKey: true,
    functions: ['INSPECTION'],
    clearance: 'SECRET',
    compartments: ['KIEM_TRA'],
    purposes: ['INSPECTION'],
  },
  {
    code: 'P8',
    name: 'government-office',
    says: 'Government Office application: tasks under AGR-01',
    ...STATE,
    orgId: 'VPCP',
    purposes: ['TASK_MONITORING'],
  },
  {
    code: 'P9',
    name: 'ministry',
    says: 'A ministry application: verifies members under AGR-02, leads some tasks',
    ...STATE,
    orgId: 'BO01',
    purposes: ['MEMBER_VERIFICATION', 'TASK_MONITORING'],
  },
  {
    code: 'P10',
    name: 'public-portal',
    says: 'Public portal application on the Internet: published opinions only',
    zone: 'INTERNET',
    application: true,
    orgId: 'CTT',
    purposes: [],
  },
  {
    code: 'P11',
    name: 'data-quality',
    says: 'Data quality in the Central Organisation Commission: quality notes, not the data',
    ...WAN,
    orgId: 'BTCTW',
    functions: ['DATA_QUALITY'],
    clearance: 'UNCLASSIFIED',
    purposes: ['DATA_QUALITY'],
  },
  {
    code: 'P12',
    name: 'auditor',
    says: 'Auditor: reads the log of accesses, no data',
    ...WAN,
    orgId: 'VPTW',
    member: 47,
    functions: ['AUDIT'],
    purposes: [],
  },
  {
    code: 'P13',
    name: 'assembly-office',
    says: 'National Assembly Office application: documents under AGR-03',
    ...STATE,
    orgId: 'VPQH',
    purposes: ['DOC_PROCESSING'],
  },
  {
    code: 'P14',
    name: 'president-office',
    says: "President's Office application: tasks under AGR-04",
    ...STATE,
    orgId: 'VPCTN',
    purposes: ['TASK_MONITORING'],
  },
  {
    code: 'P15',
    name: 'province-auditor',
    says: 'Inspection office of G07: reads the log of its own line only',
    ...WAN,
    orgId: 'G07.UBKT',
    member: 'head',
    functions: ['AUDIT'],
    purposes: [],
  },
  {
    code: 'P4-OLD',
    name: 'dissolved-district',
    says: 'An account left over from district OLD-H031, dissolved on 1 July 2025',
    ...WAN,
    orgId: 'OLD-H031',
    functions: ['ORG_WORK'],
    clearance: 'UNCLASSIFIED',
    purposes: ['MEMBER_ADMIN'],
  },
];

export const PERSONAS: readonly Persona[] = SKETCHES.map(
  ({ code, name, zone, hardwareKey = false, purposes, says }): Persona => ({
    code,
    name,
    accountId: `A-${code}`,
    zone,
    hardwareKey,
    defaultPurpose: purposes[0] ?? null,
    says,
  }),
);

/** The accounts of the personas, sorted by id. */
export function personaAccounts(ground: Ground): readonly AccountRecord[] {
  return SKETCHES.map((sketch): AccountRecord => {
    const since = sketch.code === 'P4-OLD' ? '2021-02-01' : SINCE;
    const dated = <T>(values: readonly T[] | undefined): readonly Dated<T>[] =>
      (values ?? []).map((value) => ({ value, from: since, to: null }));
    const member =
      sketch.member === 'head' ? ground.leaders.of(ground.standingIndex(sketch.orgId))[0]!.member : sketch.member;
    return {
      id: `A-${sketch.code}`,
      issuer: ISSUER,
      sub: subjectOf(ground.seed, `A-${sketch.code}`),
      kind: sketch.application === true ? 'APPLICATION' : 'PERSON',
      memberId: member === undefined ? null : memberId(member),
      orgId: sketch.orgId,
      functions: dated(sketch.functions),
      clearance: dated(sketch.clearance === undefined ? [] : [sketch.clearance]),
      compartments: dated(sketch.compartments),
      purposes: dated(sketch.purposes),
      status: 'ACTIVE',
      validFrom: since,
      validTo: null,
    };
  }).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** An opaque, stable subject of the issuer. */
export function subjectOf(seed: string, accountId: string): string {
  const draw = new Draw(seed, 'subject', accountId);
  return `u-${draw.hex8(0)}${draw.hex8(1)}${draw.hex8(2)}`;
}
