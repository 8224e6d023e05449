import { loadTable, readSeedArguments, seedDatabase, type LoadedTable } from '@agency-graph/kit';
import {
  createWorld,
  GENERATOR_VERSION,
  type AccountRecord,
  type AgreementRecord,
  type OrganisationRecord,
  type PurposeRecord,
  type WorldSize,
} from '@agency-graph/world';

const { url, size, seed } = readSeedArguments(process.argv.slice(2), 'gateway');
const world = createWorld(size as WorldSize, seed);

const ORGANISATION: LoadedTable<OrganisationRecord> = {
  name: 'organisation',
  columns: { id: (body) => body.id, block: (body) => body.block, level: (body) => body.level },
};

const ACCOUNT: LoadedTable<AccountRecord> = {
  name: 'account',
  columns: {
    id: (account) => account.id,
    issuer: (account) => account.issuer,
    sub: (account) => account.sub,
    kind: (account) => account.kind,
    member_id: (account) => account.memberId,
    org_id: (account) => account.orgId,
    functions: (account) => account.functions,
    clearance: (account) => account.clearance,
    compartments: (account) => account.compartments,
    purposes: (account) => account.purposes,
    status: (account) => account.status,
    valid_from: (account) => account.validFrom,
    valid_to: (account) => account.validTo,
  },
};

const AGREEMENT: LoadedTable<AgreementRecord> = {
  name: 'sharing_agreement',
  columns: {
    id: (agreement) => agreement.id,
    version: (agreement) => agreement.version,
    steward: (agreement) => agreement.steward,
    assignees: (agreement) => agreement.assigneeOrgIds,
    dataset: (agreement) => agreement.dataset,
    coordinates: (agreement) => agreement.coordinates,
    purposes: (agreement) => agreement.purposes,
    valid_from: (agreement) => agreement.validFrom,
    valid_to: (agreement) => agreement.validTo,
    max_rows_per_query: (agreement) => agreement.maxRowsPerQuery,
    max_subjects_per_day: (agreement) => agreement.maxSubjectsPerDay,
    duties: (agreement) => agreement.duties,
    status: (agreement) => agreement.status,
  },
};

const PURPOSE: LoadedTable<PurposeRecord> = {
  name: 'purpose',
  columns: {
    code: (purpose) => purpose.code,
    label: (purpose) => purpose.label,
    dpv_parent: (purpose) => purpose.dpvParent,
    legal_basis: (purpose) => purpose.legalBasis,
  },
};

await seedDatabase({
  url,
  size,
  seed,
  generator: GENERATOR_VERSION,
  steps: [
    {
      what: 'organisations known to the gateway',
      of: world.counts.organisations,
      run: (pool, done) => loadTable(pool, ORGANISATION, world.organisations(), done),
    },
    {
      what: 'accounts',
      of: world.counts.accounts,
      run: (pool, done) => loadTable(pool, ACCOUNT, world.accounts(), done),
    },
    {
      what: 'agreements',
      of: world.counts.agreements,
      run: (pool, done) => loadTable(pool, AGREEMENT, world.agreements, done),
    },
    {
      what: 'purposes',
      of: world.purposes.length,
      run: (pool, done) => loadTable(pool, PURPOSE, world.purposes, done),
    },
  ],
});
