import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GatewayDatabase } from '../../../gateway/src/database.js';
import { loadOrganisations } from '../../../gateway/src/identity/organisations.js';
import type { EmbeddedDatabase } from '../../support/embedded-database.js';
import { testDirectory } from '../fixture/directory.js';

let database: EmbeddedDatabase;
let db: Kysely<GatewayDatabase>;
beforeAll(async () => {
  database = await testDirectory([]);
  db = createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'organisations', max: 2 }));
});
afterAll(async () => {
  await db?.destroy();
  await database?.close();
});

const run = (text: string): Promise<unknown> => withClient(database.ownerUrl, (client) => client.query(text));

test('an organisation that the register has before the directory is known by block and level once that has it', async () => {
  const organisations = await loadOrganisations(db);
  await run(`insert into org_register values ('NEW', 'GOV.NEW', 'ACTIVE', 4), ('LATER', 'GOV.LATER', 'ACTIVE', 5);
    update org_register_copy set version = 5`);
  await organisations.refresh();
  expect(organisations.find('NEW')).toMatchObject({ path: 'GOV.NEW', block: 'UNKNOWN', level: 'UNKNOWN' });
  await run(`insert into organisation values ('NEW', 'GOVERNMENT', 'CENTRAL')`);
  await organisations.refresh();
  const found = { path: 'GOV.NEW', status: 'ACTIVE', block: 'GOVERNMENT', level: 'CENTRAL', version: 4 };
  expect([organisations.find('NEW'), organisations.at('GOV.NEW')]).toEqual([found, found]);
  expect(organisations.find('LATER')).toMatchObject({ block: 'UNKNOWN' });
  // Also what became known together with a change of the register.
  await run(`insert into organisation values ('LATER', 'STATE', 'PROVINCE');
    update org_register set path = 'GOV.MOVED', version = 6 where id = 'NEW'; update org_register_copy set version = 6`);
  await organisations.refresh();
  expect(organisations.find('LATER')).toMatchObject({ path: 'GOV.LATER', block: 'STATE', level: 'PROVINCE' });
  expect(organisations.at('GOV.MOVED')).toMatchObject({ block: 'GOVERNMENT', version: 6 });
  expect(organisations.at('GOV.NEW')).toBeUndefined();
});
