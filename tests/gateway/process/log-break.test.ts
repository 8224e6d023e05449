import { HEADER_BYTES } from '@agency-graph/ledger';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { spawn } from 'node:child_process';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../support/root.js';
import { setAccount } from '../fixture/directory.js';
import { MAIN, makeCheckout, type Checkout } from '../fixture/gateway-process.js';
import { readAll } from '../fixture/read-log.js';

const PROGRAM = join(ROOT, 'gateway/dist/programs/break-log.js');

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout();
  await setAccount(checkout.database, 'clerk', 'member_id', 'M-000001');
});
afterAll(() => checkout?.close());

/** What is said when these two want the log to go on. */
async function goOn(
  asker: string,
  approver: string,
  { log = 'accesses', ground = 'Incident 2026-07, disk of node 1', more = [] as readonly string[] } = {},
): Promise<string> {
  const token = (bearer: string): string => bearer.slice('Bearer '.length);
  const { args, env } = checkout;
  const child = spawn(process.execPath, [PROGRAM, log, ground, ...args.slice(args.indexOf(MAIN) + 1), ...more], {
    env: { ...process.env, ...env, AUDIT_BREAK_ASKER: token(asker), AUDIT_BREAK_APPROVER: token(approver) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return (await Promise.all([text(child.stdout), text(child.stderr)])).join('');
}

/** What a log on an older disk image is left with. */
function loseRecordsOf(log: string): void {
  for (const name of readdirSync(join(log, 'wal'))) {
    if (name.endsWith('.wal')) truncateSync(join(log, 'wal', name), HEADER_BYTES + 10);
  }
}

test('a gateway does not start on a log that is shorter than what was published, until two persons answer for it', async () => {
  const { bearer, start, logPath, database } = checkout;
  const gateway = await start();
  gateway.child.kill('SIGTERM');
  await gateway.ended;
  const size = readAll(logPath).length;
  loseRecordsOf(logPath);
  await expect(start()).rejects.toThrow('agency-graph audit break');

  expect(await goOn(bearer(), bearer())).toContain('SAME_PERSON');
  expect(await goOn(bearer(), bearer('second-clerk'))).toContain('NO_PERSON');
  await setAccount(database, 'second-clerk', 'member_id', 'M-000002');
  expect(await goOn(bearer(), `${bearer('second-clerk')}x`)).toMatch(/token/i);
  expect(await goOn(bearer(), bearer('second-clerk'), { ground: 'because\nof me' })).toContain('must be a reference');

  // By that clock accounts would be judged that are no longer in force.
  expect(await goOn(bearer(), bearer('second-clerk'), { more: ['--profile', 'production'] })).toContain('wall clock');
  expect(await goOn(bearer(), bearer('second-clerk'))).toContain(`0 of ${size} published records were found`);
  const again = await start();
  again.child.kill('SIGTERM');
  await again.ended;
  expect(readAll(logPath)[size]).toMatchObject({ type: 'log_break', found: 0, published: size });
  expect(await goOn(bearer(), bearer('second-clerk'))).toContain('not short');
}, 240_000);

test('the auditors’ log goes on likewise, and a gateway that does not start says that it is this one', async () => {
  const { bearer, start, logPath } = checkout;
  const auditors = join(logPath, '../auditors');
  const gateway = await start();
  const isPublished = (): boolean =>
    openLogDirectory(auditors).checkpoint()?.checkpoint.size === readAll(auditors).length;
  await expect.poll(isPublished, { timeout: 20_000 }).toBe(true);
  gateway.child.kill('SIGTERM');
  await gateway.ended;
  const size = readAll(auditors).length;
  loseRecordsOf(auditors);
  await expect(start()).rejects.toThrow(/the log \S+\.auditors ends before record 0.*audit break.*--log auditors/);

  expect(await goOn(bearer(), bearer('second-clerk'))).toContain('not short');
  expect(await goOn(bearer(), bearer('second-clerk'), { log: 'logs' })).toContain('accesses or auditors');
  const said = await goOn(bearer(), bearer('second-clerk'), { log: 'auditors' });
  expect(said).toContain(`0 of ${size} published records were found`);
  const again = await start();
  again.child.kill('SIGTERM');
  await again.ended;
  expect(readAll(auditors)[size]).toMatchObject({ type: 'log_break', found: 0, published: size });
}, 240_000);
