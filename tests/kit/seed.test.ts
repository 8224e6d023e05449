import { loadTable, seedDatabase } from '@agency-graph/kit';
import { withClient } from '@agency-graph/postgres';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';

const MIGRATIONS = ['kit/migrations/000-org-register.sql', '../subgraphs/tasks/migrations/003-changes.sql'];
const CHANGES = /create table change_once[^;]*;/;

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await embeddedDatabase('seeded');
});
afterAll(() => database?.close());

const run = async (text: string): Promise<unknown[]> =>
  (await withClient(database.ownerUrl, (client) => client.query(text))).rows as unknown[];
const seed = (): Promise<void> =>
  seedDatabase({
    url: database.ownerUrl,
    size: 'tiny',
    seed: '1',
    generator: 'test',
    steps: [
      {
        what: 'people',
        of: 1,
        run: (pool, done) =>
          loadTable(pool, { name: 'person', columns: { path: (path: string) => path } }, ['TW.G1'], done),
      },
    ],
  });

test('an agency without a copy of the register and without mutations is seeded', async () => {
  await run('create table person (path text)');
  await seed();
  expect(await run('select path from person')).toEqual([{ path: 'TW.G1' }]);
  expect(await run('select size, seed from seed_state')).toEqual([{ size: 'tiny', seed: '1' }]);
});

test('rows that are seeded anew follow the register from its beginning, and no change was made to them yet', async () => {
  const [copy, changes] = MIGRATIONS.map((file) =>
    readFileSync(new URL(`../../shared/${file}`, import.meta.url), 'utf8'),
  );
  await run(`${copy}; ${CHANGES.exec(changes!)![0]}`);
  await run(`update org_register_copy set version = 7, complete = true;
    insert into change_once values ('c', 'Mutation.m', 'k', 'h', '2026-03-15', 'p1')`);
  await seed();
  expect(await run('select version, complete from org_register_copy')).toEqual([{ version: '0', complete: false }]);
  expect(await run('select key from change_once')).toEqual([]);
});
