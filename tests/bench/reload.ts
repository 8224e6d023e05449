import { PARTS } from 'agency-graph/parts';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { makeCheckout, type Checkout, type RunningGateway } from '../gateway/fixture/gateway-process.js';
import { readRequests } from '../gateway/fixture/read-log.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { median } from './statistics.js';

const FULL = { reloads: 100, requests: 100_000 };
const QUICK = { reloads: 6, requests: 3_000 };
const CONNECTIONS = 8;
/** Milliseconds. */
const LOOK = 25;
const PATIENCE = 30_000;
/** How much of its baseline the memory may have grown by in the end: a collector keeps what it was once given. */
const GROWTH = 0.1;

const bench: Bench = {
  name: 'reload',
  says: 'schema, labels and policy change again and again under load: nothing fails, nothing is mixed, nobody waits',
  run: runReload,
};
export default bench;

/** What a client was told, as far as it tells of the version that it was told under. */
interface Told {
  readonly status: number;
  readonly index: number;
  /** Codes of its errors. */
  readonly codes: readonly string[];
  /** Whether the field whose label changes was refused. */
  readonly refused: boolean;
}

/** What one change did. Milliseconds; the memory in MiB. */
interface Change {
  readonly what: string;
  readonly effective: number;
  readonly swap: number;
  readonly stall: number;
  readonly memory: number;
}

async function runReload({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const { reloads, requests } = quick ? QUICK : FULL;
  const checkout = await makeCheckout();
  try {
    const { env, node } = PARTS.gateway;
    const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const gateway = await checkout.start(['env', ...environment], node);
    const load = startLoad(checkout, gateway);
    const told = load.told;
    await until(() => told.length >= requests / 20);
    const metrics = scraper(gateway);
    await metrics();
    const changes: Change[] = [];
    for (let n = 0; n < reloads; n += 1) {
      changes.push(await change(n, checkout, metrics));
      // Changes are spread over the requests.
      await until(() => told.length >= (requests * (n + 1)) / reloads);
      if ((n + 1) % 10 === 0) progress(`${n + 1} of ${reloads} changes, ${told.length} requests`);
    }
    await load.stop();
    return resultOf(told, changes, mixedIn(told, checkout), quick);
  } finally {
    await checkout.close();
  }
}

function startLoad(checkout: Checkout, { url }: RunningGateway) {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const told: Told[] = [];
  const stopped = new AbortController();
  const body = JSON.stringify({ query: '{ opinions(first: 2) { id title draft } }' });
  const client = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const headers = { 'content-type': 'application/json', authorization: checkout.bearer() };
      const response = await pool.request({ path: '/graphql', method: 'POST', headers, body });
      const answer = (await response.body.json()) as {
        errors?: readonly { extensions: { code: string } }[];
        extensions?: { audit?: { index: number } };
      };
      const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? [];
      const refused = codes.length > 0 && codes.every((code) => code === 'UNAUTHORIZED_FIELD_OR_TYPE');
      const failed = codes.length > 0 && !refused;
      const status = failed ? 0 : response.statusCode;
      told.push({ status, index: answer.extensions?.audit?.index ?? -1, codes, refused });
    }
  };
  const clients = Promise.all(Array.from({ length: CONNECTIONS }, client));
  return {
    told,
    async stop() {
      stopped.abort();
      await clients;
      await pool.close();
    },
  };
}

type Samples = (name: string) => number;

/** Reads the gateway's own metrics; those of the event loop begin anew with each reading. */
const scraper = ({ admin, adminToken }: RunningGateway) =>
  async function scrape(): Promise<Samples> {
    const response = await fetch(`${admin}/metrics`, { headers: { authorization: `Bearer ${adminToken}` } });
    const lines = (await response.text()).split('\n');
    return (name) => Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length));
  };

/** In turn: a field that was not there, a label that refuses another one, a policy; and back. */
async function change(n: number, { directory }: Checkout, metrics: () => Promise<Samples>): Promise<Change> {
  const schema = join(directory, 'opinions.graphql');
  const back = Math.floor(n / 3) % 2 === 1;
  const swapped = (file: string, from: string, to: string): void =>
    write(file, (text) => (back ? text.replace(to, from) : text.replace(from, to)));
  const what = ['schema', 'label', 'policy'][n % 3]!;
  const before = await metrics();
  const taken = before(TAKEN);
  const began = performance.now();
  if (what === 'schema') swapped(schema, 'title: String', `${MORE}\n    title: String`);
  else if (what === 'label') swapped(schema, draftOf('NONE'), draftOf('SENSITIVE'));
  else swapped(join(directory, 'policy/policy.yaml'), '2026-03-01', '2026-03-02');
  let stall = 0;
  for (;;) {
    const now = await metrics();
    stall = Math.max(stall, now('nodejs_eventloop_lag_max_seconds') * 1e3);
    if (now(TAKEN) > taken) {
      const memory = now('process_resident_memory_bytes') / 2 ** 20;
      const swap = now('agency_graph_graph_swap_seconds') * 1e3;
      return { what, effective: performance.now() - began, swap, stall, memory };
    }
    if (performance.now() - began > PATIENCE) throw new Error(`a changed ${what} was not taken`);
    await wait(LOOK);
  }
}

const TAKEN = 'agency_graph_reloads_total{result="taken"}';
const MORE = 'subject: String @label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';
/** What is sensitive, who works on tasks may not read. */
const draftOf = (personal: 'NONE' | 'SENSITIVE'): string =>
  `draft: String @label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: ${personal}, steward: "VPTW")`;

/** Writes as an editor does: beside, and then in its place. */
function write(file: string, edit: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const edited = edit(text);
  if (edited === text) throw new Error(`${file} was not changed`);
  writeFileSync(`${file}.new`, edited);
  renameSync(`${file}.new`, file);
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await wait(LOOK);
}

/** Answers whose record says another version, or another decision, than they were given under; and how many versions there were. */
function mixedIn(told: readonly Told[], { logPath }: Checkout): { readonly mixed: number; readonly versions: number } {
  const outcomes = new Map(
    readRequests(logPath)
      .filter(({ type }) => type === 'outcome')
      .map((record) => [record.index, record]),
  );
  const byVersion = new Map<string, boolean>();
  const versions = new Set<string>();
  let mixed = 0;
  for (const { status, index, refused } of told) {
    if (status !== 200) continue;
    const record = outcomes.get(index);
    const { supergraph = '', policy = '' } = (record?.who ?? {}) as { supergraph?: string; policy?: string };
    versions.add(`${supergraph} ${policy}`);
    const denied = record?.access.some(({ effect, fields }) => effect === 'deny' && fields.includes('draft'));
    const before = byVersion.get(supergraph) ?? refused;
    byVersion.set(supergraph, before);
    if (record === undefined || denied !== refused || before !== refused) mixed += 1;
  }
  return { mixed, versions: versions.size };
}

function resultOf(
  told: readonly Told[],
  changes: readonly Change[],
  { mixed, versions }: ReturnType<typeof mixedIn>,
  quick: boolean,
): BenchResult {
  const failures = told.filter(({ status }) => status !== 200);
  const failed = failures.length;
  const codes = [...new Set(failures.flatMap((one) => one.codes))];
  const refused = told.filter((one) => one.refused).length;
  const worst = (of: (one: Change) => number): number => Math.round(Math.max(...changes.map(of)));
  const tenth = Math.max(2, Math.floor(changes.length / 10));
  const memories = changes.map(({ memory }) => memory);
  const baseline = median(memories.slice(tenth, 2 * tenth));
  const end = median(memories.slice(-tenth));
  const growth = (end - baseline) / baseline;
  const rows = ['schema', 'label', 'policy'].map((what) => {
    const of = changes.filter((one) => one.what === what);
    const times = (read: (one: Change) => number): string =>
      `${Math.round(median(of.map(read)))} / ${Math.round(Math.max(...of.map(read)))}`;
    return [
      what,
      String(of.length),
      times((one) => one.effective),
      times((one) => one.swap),
      times((one) => one.stall),
    ];
  });
  return {
    tables: [
      {
        title: `${changes.length} changes during ${told.length} requests, ${versions} pairs of versions; ms, median / worst`,
        head: ['changed', 'times', 'on disk to served', 'swap', 'main thread held up'],
        rows,
      },
    ],
    goals: {
      'requests that failed': { goal: 0, measured: [failed, ...codes].join(' '), ok: failed === 0 },
      'answers not of one version with their record': { goal: 0, measured: mixed, ok: mixed === 0 && refused > 0 },
      'swap, ms': { goal: 1_000, measured: worst((one) => one.swap), ok: worst((one) => one.swap) <= 1_000 },
      'main thread held up, ms': {
        goal: 100,
        measured: worst((one) => one.stall),
        ok: worst((one) => one.stall) <= 100,
      },
      // Too short to say where memory settles.
      ...(quick ? {} : { 'memory beyond its baseline': { goal: GROWTH, measured: growth, ok: growth <= GROWTH } }),
    },
    figures: { failed, mixed, refused, versions, baseline, end, changes },
  };
}
