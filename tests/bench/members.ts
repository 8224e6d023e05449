import { createWorld, type World } from '@agency-graph/world';
import type { Bench, BenchOptions, BenchResult, BenchTable } from './bench.js';
import { databaseName, isLoaded, load, startServer, warm, type BenchServer, type Load } from './members/database.js';
import {
  measureBatch,
  measureCommunes,
  measureEnds,
  measureNames,
  measureStatistics,
  randomIds,
} from './members/measures.js';
import { ms, type Quantiles } from './statistics.js';
import { createRandom } from '../support/random.js';
import { serveMembers } from './members/served-members.js';
import { timeBatchSql } from './members/sql-time.js';

const LOAD_SECONDS = 300;
const LOAD_MEBIBYTES = 512;
const BATCH_MS = 5;
const BATCH_SQL_MS = 1.5;
const PAGE_MS = 5;
/** Agencies whose rows grow with the world. */
const AGENCIES = ['organisations', 'members', 'documents'];

const bench: Bench = {
  name: 'members',
  says: 'reads from a database of five million members over the signed wire, and how long it takes to load',
  run: runMembers,
};
export default bench;

async function runMembers({ quick, seed, progress }: BenchOptions): Promise<BenchResult> {
  const world = createWorld(quick ? 'medium' : 'full', seed);
  const server = await startServer();
  try {
    const loads = await prepare(server, world, quick, progress);
    const times = await measure(server, world, quick, progress);
    return report(world, loads, times);
  } finally {
    await server.stop();
  }
}

/** Loads anew, except that a quick run takes a database that is there. */
async function prepare(
  server: BenchServer,
  world: World,
  quick: boolean,
  progress: (text: string) => void,
): Promise<ReadonlyMap<string, Load>> {
  const loads = new Map<string, Load>();
  if (quick && (await isLoaded(server, 'members', world))) return loads;
  for (const agency of quick ? ['members'] : AGENCIES) {
    progress(`loading ${agency} (${world.size})`);
    loads.set(agency, await load(server, agency, world, progress));
  }
  return loads;
}

interface Times {
  readonly batch: Quantiles;
  readonly batchSql: Quantiles;
  readonly names: Quantiles;
  readonly communes: Quantiles;
  readonly statistics: Quantiles;
  readonly ends: Awaited<ReturnType<typeof measureEnds>>;
}

async function measure(
  server: BenchServer,
  world: World,
  quick: boolean,
  progress: (text: string) => void,
): Promise<Times> {
  const name = databaseName('members', world);
  const url = server.url(name, name);
  const random = createRandom(world.seed);
  const organisations = [...world.organisations()];
  const communes = organisations.filter(({ level, status }) => level === 'COMMUNE' && status === 'ACTIVE');
  const provinces = organisations.filter(({ id }) => /^G\d\d$/.test(id)).map(({ id }) => id);
  const ids = communes.map(({ id }) => id);
  const count = quick ? 120 : 2_000;
  progress('warming');
  await warm(server, name);
  const served = await serveMembers(url);
  try {
    progress('reading');
    return {
      batch: await measureBatch(served, world, random, count),
      batchSql: await timeBatchSql(
        url,
        Array.from({ length: count }, () => randomIds(world, random)),
      ),
      names: await measureNames(served, world, random, count),
      communes: await measureCommunes(served, world, random, ids, count),
      statistics: await measureStatistics(served, random, provinces, count / 4),
      ends: await measureEnds(served, ids[random(ids.length)] as string, count / 2),
    };
  } finally {
    await served.close();
  }
}

function report(world: World, loads: ReadonlyMap<string, Load>, times: Times): BenchResult {
  const { batch, batchSql, names, communes, statistics, ends } = times;
  const seconds = [...loads.values()].reduce((sum, one) => sum + one.seconds, 0);
  const mebibytes = Math.max(0, ...[...loads.values()].map((one) => one.mebibytes));
  const reads: BenchTable = {
    title: `Reads from ${world.counts.members.toLocaleString('en')} members, one at a time, all in the server's memory`,
    head: ['what', 'p50', 'p99'],
    rows: [
      row('100 members by id, over HTTP', batch),
      row('100 members by id, the statement', batchSql),
      row('20 by the beginning of a name', names),
      row('20 of one status in one commune', communes),
      row(`first 20 of a commune of ${ends.members}`, ends.first),
      row(`last 20 of the same`, ends.last),
      row('counts and quality of a province', statistics),
    ],
  };
  const loading: BenchTable = {
    title: loads.size === 0 ? 'Load: not measured, the database was there from a run before' : 'Load',
    head: ['agency', 'seconds', 'memory of the seed program'],
    rows: [...loads].map(([agency, one]) => [agency, one.seconds.toFixed(1), `${one.mebibytes} MiB`]),
  };
  const loadGoals = {
    'load, seconds': { goal: `≤ ${LOAD_SECONDS}`, measured: Math.round(seconds), ok: seconds <= LOAD_SECONDS },
    'memory of a seed program, MiB': {
      goal: `≤ ${LOAD_MEBIBYTES}`,
      measured: mebibytes,
      ok: mebibytes <= LOAD_MEBIBYTES,
    },
  };
  return {
    tables: [loading, reads],
    goals: {
      ...(loads.size === 0 ? {} : loadGoals),
      '100 members by id over HTTP, p50': atMost(BATCH_MS, batch.p50),
      '100 members by id in SQL, p50': atMost(BATCH_SQL_MS, batchSql.p50),
      'page by name, p50': atMost(PAGE_MS, names.p50),
      'last page as fast as the first, p50': {
        goal: `≤ 1.5 × ${ms(ends.first.p50)}`,
        measured: ms(ends.last.p50),
        ok: ends.last.p50 <= ends.first.p50 * 1.5,
      },
    },
    figures: { size: world.size, loads: Object.fromEntries(loads), ...times },
  };
}

const row = (what: string, { p50, p99 }: Quantiles): readonly string[] => [what, ms(p50), ms(p99)];

const atMost = (most: number, measured: number) => ({
  goal: `≤ ${most} ms`,
  measured: ms(measured),
  ok: measured <= most,
});
