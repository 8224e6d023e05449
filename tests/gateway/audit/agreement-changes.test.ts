import { withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type GatewayUnderTest } from '../fixture/gateway-under-test.js';
import { readAll } from '../fixture/read-log.js';

let gateway: GatewayUnderTest;
let today = '2026-03-15';
beforeAll(async () => {
  gateway = await startGateway({ policyNow: () => `${today}T09:00:00+07:00` });
});
afterAll(() => gateway?.close());

/** Appends that wait for the disk at most. */
const FULL = 4_096;

const recorded = (of: string): unknown[] =>
  readAll(gateway.logPath).flatMap(({ type, agreement, version, change }) =>
    type === 'agreement_change' && agreement === of ? [`${String(version)} ${String(change)}`] : [],
  );

test('what becomes of an agreement is recorded on its day, also where the log was full just then', async () => {
  const { identity, audit } = gateway.rooms;
  if (identity.kind !== 'directory') throw new Error('a gateway with a directory has agreements');
  const askOn = (day: string) => identity.agreements.heldBy('VPCP', 'GOVERNMENT', day);
  // Until the gateway has read that they are there.
  await withClient(gateway.database.ownerUrl, (client) =>
    client.query(`insert into sharing_agreement select 'AGR-77', version, 'VPTW', '{VPCP}', 'opinions', '{Opinion.gone}',
      '{CURIOSITY}', '2026-01-01', '2026-03-16', null, null, '{RECORD}', 'IN_FORCE' from generate_series(1, 2) version`),
  );
  await expect
    .poll(async () => {
      await askOn('2026-03-15');
      return recorded('AGR-77');
    })
    .toEqual(['1 suspended', '2 suspended']);

  await askOn('2026-03-15');
  const next = askOn('2026-03-16');
  const filling = Array.from({ length: FULL }, () => audit.event('alarm', { kind: 'request_failed', n: 1 }));
  await expect(audit.event('alarm', { kind: 'request_failed', n: 1 })).rejects.toMatchObject({
    code: 'AUDIT_UNAVAILABLE',
  });
  await Promise.all([next, ...filling]);
  await expect
    .poll(() => recorded('AGR-77'), { timeout: 20_000 })
    .toEqual(['1 suspended', '2 suspended', '1 ended', '2 ended']);
});

test('what begins and what ends is recorded when its day comes, though nobody asks for anything', async () => {
  await withClient(gateway.database.ownerUrl, (client) =>
    client.query(`insert into sharing_agreement values ('AGR-78', 1, 'VPTW', '{VPCP}', 'opinions',
      '{PublishedFeedback.title}', '{INSPECTION}', '2026-03-17', '2026-03-19', null, null, '{RECORD}', 'IN_FORCE')`),
  );
  today = '2026-03-17';
  await expect.poll(() => recorded('AGR-78'), { timeout: 20_000 }).toEqual(['1 in_force']);
  today = '2026-03-19';
  await expect.poll(() => recorded('AGR-78'), { timeout: 20_000 }).toEqual(['1 in_force', '1 ended']);
});
