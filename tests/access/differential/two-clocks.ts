import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createDatabase, migrate, withClient } from '@agency-graph/postgres';
import type { AccountRecord, World } from '@agency-graph/world';
import { ROOT } from '../../support/root.js';
import { runGateway, untilReady } from '../../system/support/gateway-process.js';
import type { System } from '../../system/support/system.js';
import { mixedAccounts } from './accounts.js';
import { createAsker, type AskCase } from './ask.js';
import { CLOCKS } from './callers.js';

/** The shared agencies behind two gateways of their own, one at each instant of the policy clock. */
export interface TwoClocks {
  readonly world: World;
  readonly accounts: readonly AccountRecord[];
  /** Connection URL of the database that both gateways share. */
  readonly database: string;
  readonly ask: AskCase;
  busy(): number;
  close(): Promise<void>;
}

const DATABASE = 'gateway_proof';

/** Starts both over one database of their own: it knows the mixed accounts too, and it counts no volume. */
export async function startTwoClocks(system: System): Promise<TwoClocks> {
  const accounts = mixedAccounts(system.world);
  const url = await prepareDatabase(system, accounts);
  return twoGateways(system, accounts, url, {});
}

/** Starts both over a database that stands, decided by the policy of a folder. */
export const startUnder = (system: System, { accounts, database }: TwoClocks, policy: string): Promise<TwoClocks> =>
  twoGateways(system, accounts, database, { AGENCY_GRAPH_POLICY: policy });

async function twoGateways(
  system: System,
  accounts: readonly AccountRecord[],
  url: string,
  env: Readonly<Record<string, string>>,
): Promise<TwoClocks> {
  const gateways = await Promise.all(
    CLOCKS.map((clock) => runGateway(system, { env: { POLICY_CLOCK: clock, GATEWAY_DATABASE_URL: url, ...env } })),
  );
  await Promise.all(gateways.map(untilReady));
  const urls = Object.fromEntries(CLOCKS.map((clock, at) => [clock, gateways[at]!.url]));
  const asker = createAsker(urls, `${system.data}/keys`, system.world, accounts);
  return {
    world: system.world,
    accounts,
    database: url,
    ask: asker.ask,
    busy: asker.busy,
    close: async () => {
      await asker.close();
      await Promise.all(gateways.map((gateway) => gateway.stop()));
    },
  };
}

async function prepareDatabase(system: System, accounts: readonly AccountRecord[]): Promise<string> {
  const urlOf = (database: string, user = 'postgres'): string =>
    system.database('gateway', user).replace('/gateway?', `/${database}?`);
  await createDatabase(urlOf, DATABASE);
  const url = urlOf(DATABASE, `${DATABASE}_owner`);
  await migrate(url, join(ROOT, 'gateway/migrations'));
  const { size, seed } = system.world;
  const child = spawn(process.execPath, [
    join(ROOT, 'gateway/dist/seed.js'),
    '--size',
    size,
    '--seed',
    seed,
    '--url',
    url,
  ]);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`the directory was not loaded: ${code}`);
  await withClient(url, async (client) => {
    await client.query(
      'insert into account select * from jsonb_populate_recordset(null::account, $1::jsonb) on conflict do nothing',
      [JSON.stringify(accounts.map(directoryRow))],
    );
    await client.query(NOTHING_COUNTED);
  });
  return url;
}

/** How much is read is another matter than what may be read, and tried apart (D2). */
const NOTHING_COUNTED = `
  create or replace function take_calls(which text, at timestamptz, number integer, most integer) returns boolean
    language sql as 'select true';
  create or replace function take_subjects(which text, today date, wanted bigint[], most integer) returns bigint[]
    language sql as 'select wanted'`;

const directoryRow = (one: AccountRecord) => ({
  id: one.id,
  issuer: one.issuer,
  sub: one.sub,
  kind: one.kind,
  member_id: one.memberId,
  org_id: one.orgId,
  functions: one.functions,
  clearance: one.clearance,
  compartments: one.compartments,
  purposes: one.purposes,
  status: one.status,
  valid_from: one.validFrom,
  valid_to: one.validTo,
});
