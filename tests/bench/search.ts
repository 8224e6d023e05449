import {
  answers,
  createEntries,
  createIndexCheck,
  createSearch,
  createShipper,
  isOf,
  isWithin,
  openLogFolder,
  type Entry,
  type Search,
  type Shipped,
  type ShipperParts,
} from '@agency-graph/gateway/inquiry';
import { createPool, migrate, withClient } from '@agency-graph/postgres';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { syntheticLog, type SyntheticLog } from '../inquiry/support/synthetic-log.js';
import { embeddedDatabase } from '../support/embedded-database.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { ms, quantile } from './statistics.js';
import { writeLogFolder } from './search/log-folder.js';
import { askedByPersonas } from './search/personas.js';
import { EVERY_TIME, questionsOf, randomAsked, type Named } from './search/questions.js';

const MIGRATIONS = fileURLToPath(new URL('../../../gateway/migrations', import.meta.url));
/** Longest that 95 of 100 pages may take, milliseconds; and leaves a second that shipping must do. */
const PAGE_WITHIN = 200;
const SHIP_AT_LEAST = 20_000;
const PAGE = 50;

const bench: Bench = {
  name: 'search',
  says: 'auditors’ questions over an index of 10,000,000 records, each answer checked; shipping; equality with a plain scan',
  run,
};
export default bench;

async function run({ quick, seed, cases: given, progress }: BenchOptions): Promise<BenchResult> {
  const size = given ?? (quick ? 20_000 : 10_000_000);
  const synthetic = syntheticLog({
    seed,
    size,
    accounts: Math.min(2_000, size / 100),
    subjects: size / 5,
    from: '2025-07-01T00:00:00Z',
    days: 365,
  });
  const database = await embeddedDatabase('search');
  const pool = createPool({ url: database.url, applicationName: 'bench', statementTimeout: 120_000 });
  try {
    await migrate(database.ownerUrl, MIGRATIONS);
    writeLogFolder(database.directory, synthetic, progress);
    const entries = createEntries(openLogFolder(database.directory));
    const check = createIndexCheck(entries, pool);
    const { rate, cpu } = await shipped({ entries, writer: pool, reader: pool, onPosted: check.posted }, progress);
    const bytes = await sizeOf(pool);
    await withClient(database.ownerUrl, (owner) => owner.query('vacuum analyze audit_index.posting'));
    const search = createSearch({ entries, reader: pool, check });
    const measured: Measured[] = [];
    for (const named of questionsOf(synthetic)) {
      progress(`asking by ${named.name}`);
      measured.push(await measure(search, synthetic, named, quick ? 3 : 40));
    }
    progress('comparing with a plain scan');
    const queries = quick ? 60 : 2_000;
    const unequal = await differences(queries, seed, progress);
    progress('random queries by all personas of a system');
    const inquired = await askedByPersonas(queries, seed, progress);
    for (const one of inquired.unequal) progress(`unequal: ${one}`);
    const slowest = Math.max(...measured.flatMap(({ first, last }) => [first, last]));
    const pages = measured.map(({ name, first, last, found }) => [name, String(found), ms(first), ms(last)]);
    return {
      tables: [
        {
          title: `A page of ${PAGE} of ${size.toLocaleString('en')} records, p95; each leaf read from the log, and the newest batches of the index held against it`,
          head: ['by', 'on the first page', 'first page', 'last page'],
          rows: pages,
        },
        {
          title: 'Shipping into an empty index, which is how it is made anew',
          head: [
            'leaves',
            'a second',
            'processor a leaf',
            'index, bytes a leaf',
            '100 million would take (extrapolated)',
          ],
          rows: [
            [
              String(size),
              Math.round(rate).toLocaleString('en'),
              `${Math.round(cpu)} µs, without the database`,
              String(Math.round(bytes / size)),
              `${(1e8 / rate / 3_600).toFixed(1)} h`,
            ],
          ],
        },
      ],
      goals: {
        'every page within, p95': { goal: ms(PAGE_WITHIN), measured: ms(slowest), ok: slowest <= PAGE_WITHIN },
        'leaves shipped a second': {
          goal: SHIP_AT_LEAST,
          measured: Math.round(rate),
          ok: rate >= SHIP_AT_LEAST,
        },
        [`unequal to a plain scan, of ${queries}`]: { goal: 0, measured: unequal, ok: unequal === 0 },
        [`unequal to a log read by hand, of ${inquired.questions} questions after ${queries} random queries`]: {
          goal: 0,
          measured: inquired.unequal.length,
          ok: inquired.unequal.length === 0,
        },
      },
      figures: { size, rate, cpu, bytes, pages: measured, queries, unequal, inquired },
    };
  } finally {
    await pool.end();
    await database.close();
  }
}

/** Leaves shipped a second, and microseconds of this process that each took. */
async function shipped(
  parts: ShipperParts,
  progress: (text: string) => void,
): Promise<{ readonly rate: number; readonly cpu: number }> {
  const size = parts.entries.source.size();
  const started = performance.now();
  const used = process.cpuUsage();
  let told = 0;
  const onProgress = ({ complete }: Shipped): void => {
    if (complete - told < 500_000 && complete < size) return;
    told = complete;
    const rate = (complete / (performance.now() - started)) * 1_000;
    progress(`shipped ${complete.toLocaleString('en')}, ${Math.round(rate).toLocaleString('en')} a second`);
  };
  await createShipper({ ...parts, onProgress }).ship();
  const { user, system } = process.cpuUsage(used);
  return { rate: (size / (performance.now() - started)) * 1_000, cpu: (user + system) / size };
}

async function sizeOf(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    `select sum(pg_total_relation_size(relid)) as bytes from pg_partition_tree('audit_index.posting')`,
  );
  return Number(rows[0]!.bytes);
}

interface Measured {
  readonly name: string;
  /** Milliseconds, p95. */
  readonly first: number;
  readonly last: number;
  readonly found: number;
}

async function measure(search: Search, log: SyntheticLog, { name, question }: Named, times: number): Promise<Measured> {
  const first: number[] = [];
  const last: number[] = [];
  let found = 0;
  for (let turn = 0; turn < times; turn += 1) {
    const asked = { question: question(turn), period: EVERY_TIME, first: PAGE, line: null };
    const started = performance.now();
    const page = await search.find({ ...asked, after: null });
    first.push(performance.now() - started);
    found = Math.max(found, page.entries.length);
    // As far down as there are a few answers left.
    const after = Math.min(log.size(), log.firstRequest + 2_000);
    const again = performance.now();
    await search.find({ ...asked, after });
    last.push(performance.now() - again);
  }
  return { name, first: quantile(first, 0.95), last: quantile(last, 0.95), found };
}

/** Random questions of auditors of all and of a line, page by page, whose answers are not those of a plain scan. */
async function differences(queries: number, seed: string, progress: (text: string) => void): Promise<number> {
  const log = syntheticLog({
    seed: `${seed} few`,
    size: 6_000,
    accounts: 60,
    subjects: 200,
    from: '2025-11-01T00:00:00Z',
    days: 90,
  });
  const database = await embeddedDatabase('search');
  const pool = createPool({ url: database.url, applicationName: 'bench' });
  try {
    await migrate(database.ownerUrl, MIGRATIONS);
    const entries = createEntries(log);
    log.grow(5_900);
    await createShipper({ entries, writer: pool, reader: pool }).ship();
    log.grow(6_000);
    const search = createSearch({ entries, reader: pool, check: null });
    const all: Entry[] = Array.from({ length: log.size() }, (_, index) => entries.at(index)).filter(
      (one) => one !== null,
    );
    all.reverse();
    let unequal = 0;
    for (let query = 0; query < queries; query += 1) {
      const { question, period, line } = randomAsked(log, seed, query);
      const plain = all
        .filter((one) => isWithin(one, period) && answers(question, one) && isOf(one, line))
        .map(({ index }) => index);
      const found: number[] = [];
      let after = null;
      do {
        const page = await search.find({ question, period, after, first: 200, line });
        found.push(...page.entries.map(({ index }) => index));
        after = page.next;
      } while (after !== null);
      if (JSON.stringify(found) !== JSON.stringify(plain)) unequal += 1;
      if (query % 500 === 499) progress(`${query + 1} questions`);
    }
    return unequal;
  } finally {
    await pool.end();
    await database.close();
  }
}
