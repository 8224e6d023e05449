import type { DocumentRecord, MemberRecord, OrganisationRecord, TaskRecord, World } from '@agency-graph/world';
import { fieldTables, withoutMarks, type FieldTable, type Given, type Told } from '../../system/support/records.js';
import type { Reference } from './decide.js';
import { levelOfDocument, pathsOf, rowOf } from './row.js';
import { isUnder } from './scope.js';

/** Stands in an expected answer for a value of which only a property is known, such as a sealed cursor. */
export class Holds {
  readonly says: string;
  readonly of: (value: unknown) => boolean;
  constructor(says: string, of: (value: unknown) => boolean) {
    this.says = says;
    this.of = of;
  }
}

export type Value = Given | Holds | readonly Holds[];
export type ValueTable = Readonly<
  // oxlint-disable-next-line typescript/no-explicit-any -- one table for records of all types
  Record<string, (record: any, args: Readonly<Record<string, unknown>>, reference: Reference) => Value>
>;

/** Fewest persons that a count may tell of (R19). */
const LEAST = 10;

/** What every field says, from the generator's records; what depends on the caller is asked of the reference. */
export function valueTables(world: World): Readonly<Record<string, ValueTable>> {
  const tables = fieldTables(world) as Readonly<Record<string, FieldTable>>;
  const paths = pathsOf(world);
  const members = [...world.members()];
  const within = ({ path }: OrganisationRecord): readonly MemberRecord[] =>
    members.filter(({ cellId }) => isUnder(paths(cellId), path));
  const issues = Map.groupBy(world.truth('members'), ({ recordId }) => recordId);
  return {
    ...tables,
    Query: {
      ...tables['Query'],
      me: (_, __, { caller }) => tables['Query']!['member']!(null, { id: caller.memberId }),
      viewer: (_, __, { caller }) => ({ type: 'Viewer', record: caller }),
      verifyMember: (_, { nationalId, fullName, dateOfBirth }) => ({
        type: 'Verification',
        record: members
          .filter(
            (one) =>
              one.nationalId === nationalId &&
              withoutMarks(one.fullName) === withoutMarks(String(fullName)) &&
              one.dateOfBirth === dateOfBirth &&
              one.secrecy === 'UNCLASSIFIED',
          )
          .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0],
      }),
      taskStats: (_, { by, filter }, reference) => {
        const { nodes } = (tables['Query']!['tasks']!(null, { filter }) as Told).record as {
          readonly nodes: readonly Told[];
        };
        const seen = nodes.map(({ record }) => record as TaskRecord);
        const counted = seen.filter((task) => reference.admits(rowOf('Task', task, paths, reference.caller.day)!));
        const keys = counted.map((task) => TASK_KEYS[String(by)]!(task));
        return [...new Set(keys)]
          .toSorted((a, b) => (a < b ? -1 : 1))
          .map((key): Told => ({ type: 'TaskStat', record: { key, count: keys.filter((one) => one === key).length } }));
      },
    },
    Verification: {
      matched: (found: MemberRecord | undefined) => found !== undefined,
      status: (found: MemberRecord | undefined) => found?.status ?? null,
    },
    TaskStat: { key: ({ key }) => key, count: ({ count }) => count },
    Viewer: {
      account: () => new Holds('an account', (value) => typeof value === 'string'),
      organisation: ({ organisation }) => ({ type: 'Organisation', record: organisation }),
      zone: ({ zone }) => zone,
      clearance: ({ clearance }) => clearance,
      functions: () => new Holds('functions', Array.isArray),
      purposes: ({ purposes }) => purposes,
      agreements: ({ agreements }) => agreements.map((record: unknown) => ({ type: 'ViewerAgreement', record })),
    },
    ViewerAgreement: { id: ({ id }) => id, validTo: ({ validTo }) => validTo },
    Organisation: {
      ...tables['Organisation'],
      memberStats: (organisation: OrganisationRecord, { by }) =>
        MEMBER_KEYS[String(by)]!.keys.map((key): Told => {
          const keyOf = MEMBER_KEYS[String(by)]!.of;
          const truth = within(organisation).filter((one) => keyOf(one) === key).length;
          return { type: 'CountBucket', record: { key, truth } };
        }),
      dataQuality: (organisation: OrganisationRecord) =>
        DIMENSIONS.map((dimension) => ({
          type: 'QualityScore',
          record: { dimension, applicable: within(organisation).length },
        })),
    },
    CountBucket: {
      key: ({ key }) => key,
      count: ({ truth }) =>
        new Holds(`${truth} or kept back`, (value) => value === null || (value === truth && truth >= LEAST)),
      suppressed: ({ truth }) =>
        new Holds('suppressed when small', (value) => value === true || (value === false && truth >= LEAST)),
    },
    QualityScore: {
      dimension: ({ dimension }) => dimension,
      passed: ({ applicable }) =>
        new Holds('passed at most applicable', (value) => value === null || Number(value) <= applicable),
      applicable: ({ applicable }) =>
        new Holds(`${applicable} or kept back`, (value) => value === null || value === applicable || value === 0),
    },
    Member: {
      ...tables['Member'],
      qualityIssues: ({ id, civilDateOfBirth }: MemberRecord) =>
        (issues.get(id) ?? [])
          // Of these nothing in a record tells, or only the population database's own date (domain page, § 4.4).
          .filter(({ code }) => code !== 'Q14' && (code !== 'Q12' || civilDateOfBirth !== null))
          .map((record) => ({ type: 'QualityIssue', record })),
    },
    QualityIssue: {
      code: ({ code }) => code,
      field: () => new Holds('a field', (value) => typeof value === 'string'),
      dimension: () => new Holds('a dimension', (value) => DIMENSIONS.includes(String(value))),
      detectedAt: () => new Holds('an instant', (value) => typeof value === 'string'),
      fixedAt: () => null,
    },
    Document: {
      ...tables['Document'],
      secrecy: (document: DocumentRecord, _, { caller }) => levelOfDocument(document, caller.day),
    },
    PageInfo: {
      hasNextPage: ({ hasNextPage }) => hasNextPage,
      endCursor: ({ nodes }) =>
        new Holds('a sealed cursor', (value) => (nodes.length === 0 ? value === null : typeof value === 'string')),
    },
  };
}

const TASK_KEYS: Readonly<Record<string, (task: TaskRecord) => string>> = {
  RESOLUTION: ({ basisId }) => basisId,
  STATUS: ({ status }) => status,
  TIMELINESS: ({ timeliness }) => timeliness,
  LEAD_ORG: ({ leadOrgId }) => leadOrgId,
};

const ageBand = ({ dateOfBirth }: MemberRecord): string => {
  const age = 2026 - Number(dateOfBirth.slice(0, 4));
  return age > 60 ? '61+' : age > 50 ? '51-60' : age > 40 ? '41-50' : age > 30 ? '31-40' : '18-30';
};
const MEMBER_KEYS: Readonly<Record<string, { readonly keys: readonly string[]; of(member: MemberRecord): string }>> = {
  GENDER: { keys: ['MALE', 'FEMALE'], of: ({ gender }) => gender },
  THEORY_LEVEL: {
    keys: ['NONE', 'SO_CAP', 'TRUNG_CAP', 'CAO_CAP', 'CU_NHAN'],
    of: ({ theoryLevel }) => theoryLevel,
  },
  STATUS: {
    keys: [
      'PROBATIONARY',
      'OFFICIAL',
      'EXEMPTED',
      'TRANSFERRING',
      'SUSPENDED',
      'LEFT',
      'EXPELLED',
      'STRUCK_OFF',
      'DECEASED',
    ],
    of: ({ status }) => status,
  },
  AGE_BAND: { keys: ['18-30', '31-40', '41-50', '51-60', '61+'], of: ageBand },
  ETHNICITY_BAND: { keys: ['E01', 'OTHER'], of: ({ ethnicity }) => (ethnicity === 'E01' ? 'E01' : 'OTHER') },
};
const DIMENSIONS = ['ACCURACY', 'COMPLETENESS', 'CONSISTENCY', 'CREDIBILITY', 'CURRENTNESS'];
