import { createCounts, loadAgreements, type Agreements, type GatewayDatabase } from '@agency-graph/gateway/steps';
import { createKysely, createPool, migrate, withClient } from '@agency-graph/postgres';
import { fileURLToPath } from 'node:url';
import { embeddedDatabase } from '../support/embedded-database.js';
import { heldAgreement } from '../support/held-agreement.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { ms, quantiles } from './statistics.js';

const MIGRATIONS = fileURLToPath(new URL('../../../gateway/migrations', import.meta.url));
/** Gateways on the database, and callers that each of them has at work all the time. */
const GATEWAYS = 2;
const CALLERS = 50;
/** Longest that a revoked agreement may still be held to be in force anywhere. Milliseconds. */
const WITHIN = 1_000;
const TODAY = '2026-03-15';

const bench: Bench = {
  name: 'agreements',
  says: 'how long a revoked agreement is still honoured on several gateways under load, and what counting costs',
  run,
};
export default bench;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const database = await embeddedDatabase('gateway');
  const pools = Array.from({ length: GATEWAYS }, () =>
    createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'bench' })),
  );
  try {
    await migrate(database.ownerUrl, MIGRATIONS);
    const sql = (text: string): Promise<unknown> => withClient(database.ownerUrl, (client) => client.query(text));
    await sql(`insert into sharing_agreement values ('A', 1, 'S', '{O}', 'd', '{T.f}', '{P}', '2026-01-01', '2027-01-01',
      null, null, '{RECORD}', 'IN_FORCE')`);
    const gateways = await Promise.all(
      pools.map((db) =>
        loadAgreements(
          {
            db,
            read: () => ({ held: HELD, problems: [], fits: HELD }),
            recorded: new Map(),
            changed: () => {},
            unfit: () => {},
            clock: () => performance.now(),
          },
          TODAY,
        ),
      ),
    );
    progress('revoking under load');
    const latencies: number[] = [];
    let asked = 0;
    for (let round = 0; round < (quick ? 10 : 100); round += 1) {
      const { longest, questions } = await revoke(gateways, sql);
      latencies.push(longest);
      asked += questions;
    }
    progress('counting');
    const rounds = quick ? 200 : 2_000;
    const counts = pools.map((db) => createCounts(db));
    const count = (at: number) =>
      counts[at % GATEWAYS]!.subjects([{ bucket: `b${at % 20}`, most: 1_000 }], TODAY, ids(at));
    const fresh = await timed(rounds, count);
    const again = await timed(rounds, count);
    const worst = Math.max(...latencies);
    return {
      tables: [
        {
          title: `From the revocation's commit to the last permit on any of ${GATEWAYS} gateways (${asked} questions)`,
          head: ['revocations', 'p50', 'longest'],
          rows: [[String(latencies.length), ms(quantiles(latencies).p50), ms(worst)]],
        },
        {
          title: 'Counting 20 persons of a query, one query after the other',
          head: ['', 'mean'],
          rows: [
            ['not counted before: in the database', ms(fresh)],
            ['counted before: remembered', ms(again)],
          ],
        },
      ],
      goals: {
        'a revocation is felt everywhere': { goal: `≤ ${WITHIN} ms`, measured: ms(worst), ok: worst <= WITHIN },
      },
      figures: { latencies, fresh, again },
    };
  } finally {
    for (const pool of pools) await pool.destroy();
    await database.close();
  }
}

const HELD = heldAgreement('A', ['T.f'], { purposes: new Set(['P']) });

/** Revokes while everybody asks, until nobody holds it any more; then signs it again. */
async function revoke(gateways: readonly Agreements[], sql: (text: string) => Promise<unknown>) {
  const stop = new AbortController();
  const lastPermit = gateways.map(() => -Infinity);
  let questions = 0;
  const holds = async (gateway: Agreements): Promise<boolean> =>
    (await gateway.heldBy('O', 'B', TODAY)).inForce.length > 0;
  const callers = gateways.flatMap((gateway, at) =>
    Array.from({ length: CALLERS }, async () => {
      while (!stop.signal.aborted) {
        if (await holds(gateway)) lastPermit[at] = performance.now();
        questions += 1;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }),
  );
  await sql("update sharing_agreement set status = 'REVOKED'");
  const revoked = performance.now();
  while ((await Promise.all(gateways.map(holds))).some(Boolean)) await new Promise((next) => setTimeout(next, 2));
  stop.abort();
  await Promise.all(callers);
  await sql("update sharing_agreement set status = 'IN_FORCE'");
  while (!(await Promise.all(gateways.map(holds))).every(Boolean)) await new Promise((next) => setTimeout(next, 20));
  return { longest: Math.max(0, Math.max(...lastPermit) - revoked), questions };
}

const ids = (at: number): bigint[] => Array.from({ length: 20 }, (_, index) => BigInt((at % 200) * 5 + index));

async function timed(rounds: number, once: (at: number) => Promise<unknown>): Promise<number> {
  const from = performance.now();
  for (let at = 0; at < rounds; at += 1) await once(at);
  return (performance.now() - from) / rounds;
}
