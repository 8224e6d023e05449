import {
  answers,
  createEntries,
  createIndexCheck,
  createSearch,
  createShipper,
  isOf,
  isWithin,
  type Entry,
  type Search,
} from '@agency-graph/gateway/inquiry';
import { createPool, migrate, withClient } from '@agency-graph/postgres';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { syntheticLog, type SyntheticLog } from '../inquiry/support/synthetic-log.js';
import { embeddedDatabase } from '../support/embedded-database.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { ms } from './members/quantiles.js';
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

async function run({ quick, seed, progress }: BenchOptions): Promise<BenchResult> {
  const size = quick ? 20_000 : 10_000_000;
  const log = syntheticLog({
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
    const entries = createEntries(log);
    const rate = await shipped(log, pool, progress);
    await withClient(database.ownerUrl, (owner) => owner.query('vacuum analyze audit_index.posting'));
    const search = createSearch({ entries, reader: pool, check: createIndexCheck(entries, pool) });
    const measured: Measured[] = [];
    for (const named of questionsOf(log)) {
      progress(`asking by ${named.name}`);
      measured.push(await measure(search, log, named, quick ? 3 : 20));
    }
    progress('comparing with a plain scan');
    const queries = quick ? 60 : 2_000;
    const unequal = await differences(queries, seed, progress);
    const slowest = Math.max(...measured.flatMap(({ first, last }) => [first, last]));
    const pages = measured.map(({ name, first, last, found }) => [name, String(found), ms(first), ms(last)]);
    return {
      tables: [
        {
          title: `A page of ${PAGE} of ${size.toLocaleString('en')} records, p95; the newest stretches of the index are held against the log each time`,
          head: ['by', 'on the first page', 'first page', 'last page'],
          rows: pages,
        },
        {
          title:
            'Shipping into an empty index, which is how it is made anew (leaves made by computation while they are read)',
          head: ['leaves', 'a second', '100 million would take (extrapolated)'],
          rows: [[String(size), Math.round(rate).toLocaleString('en'), `${(1e8 / rate / 3_600).toFixed(1)} h`]],
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
      },
      figures: { size, rate, pages: measured, queries, unequal },
    };
  } finally {
    await pool.end();
    await database.close();
  }
}

/** Leaves shipped a second. */
async function shipped(log: SyntheticLog, pool: Pool, progress: (text: string) => void): Promise<number> {
  const started = performance.now();
  let told = 0;
  const onProgress = ({ complete }: { readonly complete: number }): void => {
    if (complete - told < 500_000 && complete < log.size()) return;
    told = complete;
    progress(`shipped ${complete.toLocaleString('en')}`);
  };
  await createShipper({ entries: createEntries(log), writer: pool, reader: pool, onProgress }).ship();
  return (log.size() / (performance.now() - started)) * 1_000;
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
    const after = log.place(Math.min(log.size() - 1, log.firstRequest + 2_000));
    const again = performance.now();
    await search.find({ ...asked, after });
    last.push(performance.now() - again);
  }
  return { name, first: p95(first), last: p95(last), found };
}

const p95 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * 0.95))]!;

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
