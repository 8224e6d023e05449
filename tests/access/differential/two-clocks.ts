import type { AccountRecord, World } from '@agency-graph/world';
import { withClient } from '@agency-graph/postgres';
import { runGateway, untilReady } from '../../system/support/gateway-process.js';
import type { System } from '../../system/support/system.js';
import { mixedAccounts } from './accounts.js';
import { createAsker, type AskCase } from './ask.js';
import { CLOCKS } from './callers.js';

/** The shared agencies behind two gateways, one at each instant of the policy clock, with the mixed accounts known. */
export interface TwoClocks {
  readonly world: World;
  readonly accounts: readonly AccountRecord[];
  readonly ask: AskCase;
  busy(): number;
  close(): Promise<void>;
}

/** Adds the mixed accounts to the directory and starts the gateway that the system does not have. */
export async function startTwoClocks(system: System): Promise<TwoClocks> {
  const accounts = mixedAccounts(system.world);
  await addAccounts(system, accounts);
  const [later, earlier] = CLOCKS;
  const second = await runGateway(system, { env: { POLICY_CLOCK: earlier } });
  await untilReady(second);
  const asker = createAsker(
    { [later]: system.url, [earlier]: second.url },
    `${system.data}/keys`,
    system.world,
    accounts,
  );
  return {
    world: system.world,
    accounts,
    ask: asker.ask,
    busy: asker.busy,
    close: async () => {
      await asker.close();
      await second.stop();
    },
  };
}

async function addAccounts(system: System, accounts: readonly AccountRecord[]): Promise<void> {
  const rows = accounts.map((one) => ({
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
  }));
  await withClient(system.database('gateway'), (client) =>
    client.query(
      'insert into account select * from jsonb_populate_recordset(null::account, $1::jsonb) on conflict do nothing',
      [JSON.stringify(rows)],
    ),
  );
}
