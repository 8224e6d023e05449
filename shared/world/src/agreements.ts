import type { AgreementRecord } from './records.js';
import type { Volumes } from './sizes.js';
import { pad } from './text.js';

const fields = (type: string, names: string): readonly string[] => names.split(' ').map((name) => `${type}.${name}`);

const REGISTER = [
  ...fields('Query', 'organisation organisations adminUnit'),
  ...fields('Query', 'organisations(level:) organisations(block:) organisations(under:) organisation(code:)'),
  ...fields('OrganisationConnection', 'nodes pageInfo'),
  ...fields('Organisation', 'id code name shortName block level kind functions status parent children path adminUnit'),
  ...fields('Organisation', 'establishedOn dissolvedOn successors'),
  ...fields('AdminUnit', 'code name type parent validFrom validTo replacedBy'),
];
const TASKS = [
  ...fields('Query', 'tasks task'),
  ...fields('TaskConnection', 'nodes pageInfo'),
  ...fields('Task', 'id code title leadOrg dueOn progressPct timeliness status'),
  ...fields('TaskFilter', 'timeliness status resolutionId'),
];
const VERIFICATION = [...fields('Query', 'verifyMember'), ...fields('Verification', 'matched status')];
const DOCUMENTS = [
  ...fields('Query', 'document documents'),
  ...fields('DocumentConnection', 'nodes pageInfo'),
  ...fields('Document', 'id docType symbol abstract issuedOn status'),
];
const STATE_BLOCKS = ['GOVERNMENT', 'NATIONAL_ASSEMBLY', 'PRESIDENCY', 'JUDICIARY', 'FRONT', 'ARMED_FORCES'];

type Draft = Pick<AgreementRecord, 'id' | 'steward' | 'assigneeOrgIds' | 'dataset' | 'coordinates' | 'purposes'>;

function agreement(draft: Draft, more: Partial<AgreementRecord> = {}): AgreementRecord {
  return {
    version: 1,
    validFrom: '2026-01-01',
    validTo: '2027-01-01',
    maxRowsPerQuery: 500,
    maxSubjectsPerDay: null,
    duties: ['RECORD', 'NO_ONWARD_SHARING'],
    status: 'IN_FORCE',
    ...draft,
    ...more,
  };
}

const verification = (id: string): Draft => ({
  id,
  steward: 'BTCTW',
  assigneeOrgIds: ['BO01'],
  dataset: 'members',
  coordinates: VERIFICATION,
  purposes: ['MEMBER_VERIFICATION'],
});
const VERIFICATION_CAPS = {
  maxRowsPerQuery: 1,
  maxSubjectsPerDay: 1_000,
  duties: ['RECORD', 'NO_ONWARD_SHARING', 'END_USER_REQUIRED', 'CALLS_PER_HOUR:50'],
} as const;

/** The agreements that domain.md § 3 names, and the expired twin of AGR-02. `validTo` is the first day without force. */
const NAMED: readonly AgreementRecord[] = [
  agreement(
    {
      id: 'AGR-00',
      steward: 'BTCTW',
      assigneeOrgIds: STATE_BLOCKS,
      dataset: 'organisations',
      coordinates: REGISTER,
      purposes: ['TASK_MONITORING', 'MEMBER_VERIFICATION', 'DOC_PROCESSING', 'STATISTICS'],
    },
    { validFrom: '2025-12-01', validTo: '2031-01-01', maxRowsPerQuery: null },
  ),
  agreement({
    id: 'AGR-01',
    steward: 'VPTW',
    assigneeOrgIds: ['VPCP'],
    dataset: 'tasks',
    coordinates: TASKS,
    purposes: ['TASK_MONITORING'],
  }),
  agreement(verification('AGR-02'), VERIFICATION_CAPS),
  agreement(verification('AGR-02-2025'), { ...VERIFICATION_CAPS, validFrom: '2025-01-01', validTo: '2026-01-01' }),
  agreement(
    {
      id: 'AGR-03',
      steward: 'VPTW',
      assigneeOrgIds: ['VPQH'],
      dataset: 'documents',
      coordinates: DOCUMENTS,
      purposes: ['DOC_PROCESSING'],
    },
    { duties: ['RECORD', 'NO_ONWARD_SHARING', 'ROW_SECRECY:UNCLASSIFIED'] },
  ),
  agreement({
    id: 'AGR-04',
    steward: 'VPTW',
    assigneeOrgIds: ['VPCTN'],
    dataset: 'tasks',
    coordinates: TASKS.filter((coordinate) => coordinate !== 'Task.progressPct'),
    purposes: ['TASK_MONITORING'],
  }),
];

/** The named agreements, then as many more between ministries and the Central Office as the size asks for. */
export function agreements(volumes: Volumes): readonly AgreementRecord[] {
  const more = Array.from({ length: volumes.agreements - NAMED.length }, (_, index): AgreementRecord => {
    const dataset = index % 2 === 0 ? 'tasks' : 'documents';
    return agreement(
      {
        id: `AGR-${pad(index + 5, 2)}`,
        steward: 'VPTW',
        assigneeOrgIds: [`BO${pad(2 + (index % (volumes.ministries - 1)), 2)}`],
        dataset,
        coordinates: dataset === 'tasks' ? TASKS : DOCUMENTS,
        purposes: [dataset === 'tasks' ? 'TASK_MONITORING' : 'DOC_PROCESSING'],
      },
      index % 7 === 3
        ? { status: 'REVOKED' }
        : index % 7 === 5
          ? { status: 'DRAFT' }
          : { duties: ['RECORD', ...(dataset === 'documents' ? ['ROW_SECRECY:UNCLASSIFIED'] : [])] },
    );
  });
  return [...NAMED, ...more];
}
