import { withClient } from '@agency-graph/postgres';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';
import { readAll } from '../fixture/read-log.js';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout();
});
afterAll(() => checkout?.close());

const sql = (text: string): Promise<unknown> => withClient(checkout.database.ownerUrl, (client) => client.query(text));

const ask = async ({ url }: RunningGateway): Promise<unknown> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
    body: JSON.stringify({ query: '{ opinions(first: 1) { id } }' }),
  });
  return response.json();
};
const ready = async ({ url }: RunningGateway): Promise<unknown> => (await fetch(`${url}/readyz`)).json();

/** What the record says became of agreements. */
const recorded = (): unknown[] =>
  readAll(checkout.logPath).flatMap(({ type, agreement, change }) =>
    type === 'agreement_change' ? [`${String(agreement)} ${String(change)}`] : [],
  );

test('an agreement that cannot be honoured keeps no gateway from starting: it is suspended until mended or revoked, and that is said and recorded', async () => {
  await sql(`insert into sharing_agreement values ('AGR-77', 1, 'VPTW', '{VPCP}', 'tasks', '{Vehicle.model}',
    '{TASK_MONITORING}', '2020-01-01', '2999-01-01', null, null, '{RECORD}', 'IN_FORCE')`);
  const gateway = await checkout.start();
  expect(await ready(gateway)).toMatchObject({ status: 'ready', degraded: ['sharing agreements'] });
  expect(await ask(gateway)).not.toHaveProperty('errors');
  const lines = gateway.said().split('\n');
  expect(JSON.parse(lines.find((line) => line.includes('a sharing agreement is not honoured')) ?? '{}')).toMatchObject({
    level: 50,
    agreement: 'AGR-77',
    version: 1,
    problems: ['Vehicle.model is not in the graph'],
    msg: expect.stringMatching(/publish a version of it that can be, mend the graph, or revoke it$/),
  });

  await sql("update sharing_agreement set status = 'REVOKED'");
  await expect
    .poll(async () => {
      await ask(gateway);
      return ready(gateway);
    })
    .toEqual({ status: 'ready' });
  await expect.poll(recorded).toEqual(['AGR-77 suspended', 'AGR-77 ended']);
  gateway.child.kill('SIGTERM');
  await gateway.ended;
});

/** A gateway that starts, and stops once the log says how this agreement stands, and the database that it does. */
const runOnce = async (id = 'AGR-78'): Promise<void> => {
  const known = async (): Promise<boolean> => {
    const said = readAll(checkout.logPath).findLast((one) => one['agreement'] === id);
    const { rows } = await withClient(checkout.database.ownerUrl, (client) =>
      client.query(
        `select from sharing_agreement join agreement_recorded on agreement = id
          where id = $1 and (standing = 'ended') = (status = 'REVOKED') and leaf = $2`,
        [id, said?.leaf],
      ),
    );
    return rows.length === 1;
  };
  const { child, ended } = await checkout.start();
  await expect.poll(known).toBe(true);
  child.kill('SIGTERM');
  await ended;
};

test('what becomes of an agreement while no gateway runs is recorded by the next that starts, and once', async () => {
  const before = recorded().length;
  await sql(`insert into sharing_agreement values ('AGR-78', 1, 'VPTW', '{VPCP}', 'opinions', '{Vehicle.model}',
    '{TASK_MONITORING}', '2020-01-01', '2999-01-01', null, null, '{RECORD}', 'IN_FORCE')`);
  await runOnce();
  await runOnce();
  expect(recorded().slice(before)).toEqual(['AGR-78 suspended']);
  await sql("update sharing_agreement set status = 'REVOKED'");
  await runOnce();
  expect(recorded().slice(before)).toEqual(['AGR-78 suspended', 'AGR-78 ended']);
});

test('what a log has lost of an agreement is recorded again, where it was restored and where it was begun anew', async () => {
  const { directory } = checkout;
  const of = (id: string): unknown[] => recorded().filter((one) => String(one).startsWith(id));
  const image = join(directory, 'image');
  const places = ['data', 'keys'];
  await sql(`insert into sharing_agreement values ('AGR-79', 1, 'VPTW', '{VPCP}', 'opinions', '{Vehicle.model}',
    '{TASK_MONITORING}', '2020-01-01', '2999-01-01', null, null, '{RECORD}', 'IN_FORCE')`);
  await runOnce('AGR-79');
  for (const place of places) cpSync(join(directory, place), join(image, place), { recursive: true });
  await sql("update sharing_agreement set status = 'REVOKED' where id = 'AGR-79'");
  await runOnce('AGR-79');
  const said = ['AGR-79 suspended', 'AGR-79 ended'];
  expect(of('AGR-79')).toEqual(said);

  for (const place of places) rmSync(join(directory, place), { recursive: true });
  for (const place of places) cpSync(join(image, place), join(directory, place), { recursive: true });
  expect(of('AGR-79')).toEqual(said.slice(0, 1));
  await runOnce('AGR-79');
  expect(of('AGR-79')).toEqual(said);

  await sql("update sharing_agreement set status = 'IN_FORCE' where id = 'AGR-79'");
  await runOnce('AGR-79');
  for (const place of ['data', 'keys/audit']) rmSync(join(directory, place), { recursive: true });
  await runOnce('AGR-79');
  expect(of('AGR-79')).toEqual(['AGR-79 suspended']);
}, 240_000);
