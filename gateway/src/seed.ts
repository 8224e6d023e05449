import { readSeedArguments, seedDatabase } from '@agency-graph/kit';
import { copyRows } from '@agency-graph/postgres';
import { createWorld, GENERATOR_VERSION, type AccountRecord, type WorldSize } from '@agency-graph/world';
import type { Pool } from 'pg';

const { url, size, seed } = readSeedArguments(process.argv.slice(2), 'gateway');
const world = createWorld(size as WorldSize, seed);

const copy = async (
  pool: Pool,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly unknown[]>,
  done: (n: number) => void,
) => {
  const client = await pool.connect();
  try {
    await client.query(`truncate ${table}`);
    await copyRows(client, table, columns, rows as never, { onProgress: done });
  } finally {
    client.release();
  }
};

function* map<In, Out>(items: Iterable<In>, to: (item: In) => Out): Iterable<Out> {
  for (const item of items) yield to(item);
}

const account = (one: AccountRecord) => [
  one.id,
  one.issuer,
  one.sub,
  one.kind,
  one.memberId,
  one.orgId,
  one.functions,
  one.clearance,
  one.compartments,
  one.purposes,
  one.status,
  one.validFrom,
  one.validTo,
];

await seedDatabase({
  url,
  size,
  seed,
  generator: GENERATOR_VERSION,
  steps: [
    {
      what: 'organisations known to the gateway',
      of: world.counts.organisations,
      run: (pool, done) =>
        copy(
          pool,
          'organisation',
          ['id', 'block', 'level'],
          map(world.organisations(), (one) => [one.id, one.block, one.level]),
          done,
        ),
    },
    {
      what: 'accounts',
      of: world.counts.accounts,
      run: (pool, done) =>
        copy(
          pool,
          'account',
          [
            'id',
            'issuer',
            'sub',
            'kind',
            'member_id',
            'org_id',
            'functions',
            'clearance',
            'compartments',
            'purposes',
            'status',
            'valid_from',
            'valid_to',
          ],
          map(world.accounts(), account),
          done,
        ),
    },
    {
      what: 'agreements',
      of: world.counts.agreements,
      run: (pool, done) =>
        copy(
          pool,
          'sharing_agreement',
          [
            'id',
            'version',
            'steward',
            'assignees',
            'dataset',
            'coordinates',
            'purposes',
            'valid_from',
            'valid_to',
            'max_rows_per_query',
            'max_subjects_per_day',
            'duties',
            'status',
          ],
          map(world.agreements, (one) => [
            one.id,
            one.version,
            one.steward,
            one.assigneeOrgIds,
            one.dataset,
            one.coordinates,
            one.purposes,
            one.validFrom,
            one.validTo,
            one.maxRowsPerQuery,
            one.maxSubjectsPerDay,
            one.duties,
            one.status,
          ]),
          done,
        ),
    },
    {
      what: 'purposes',
      of: world.purposes.length,
      run: (pool, done) =>
        copy(
          pool,
          'purpose',
          ['code', 'label', 'dpv_parent', 'legal_basis'],
          map(world.purposes, (one) => [one.code, one.label, one.dpvParent, one.legalBasis]),
          done,
        ),
    },
  ],
});
