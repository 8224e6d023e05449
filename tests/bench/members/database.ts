import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createDatabase,
  dropDatabase,
  migrate,
  reachableDataDir,
  startEmbedded,
  withClient,
  copyRows,
} from '@agency-graph/postgres';
import type { World } from '@agency-graph/world';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const RECORDS_IN_FINGERPRINT = 200;
const MEMORY_POLL_MS = 100;

/** How long a load took, and the most memory that its process held. */
export interface Load {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** A server of the benchmarks' own, with databases that stay for the next run. */
export interface BenchServer {
  url(database: string, user?: string): string;
  stop(): Promise<void>;
}

export const startServer = (): Promise<BenchServer> =>
  startEmbedded({ dataDir: reachableDataDir(`${ROOT}.data/bench-postgres`) });

/** Name of an agency's database of a size; its roles are named after it. */
export const databaseName = (agency: string, world: World): string => `bench_${agency}_${world.size}`;

/** Whether the database holds this very world already. */
export async function isLoaded(server: BenchServer, agency: string, world: World): Promise<boolean> {
  const name = databaseName(agency, world);
  const [known] = await query<{ found: string | null }>(
    server.url('postgres'),
    `select shobj_description(oid, 'pg_database') as found from pg_database where datname = '${name}'`,
  );
  return known?.found === fingerprint(agency, world);
}

/** Loads an agency's database anew by its own seed program, and marks it as complete. */
export async function load(
  server: BenchServer,
  agency: string,
  world: World,
  say: (text: string) => void,
): Promise<Load> {
  const name = databaseName(agency, world);
  const owner = `${name}_owner`;
  await dropDatabase(server.url('postgres'), name);
  await createDatabase((database, user) => server.url(database, user), name);
  const url = server.url(name, owner);
  await migrate(url, `${ROOT}subgraphs/${agency}/migrations`);
  const started = performance.now();
  const mebibytes = await seed(agency, url, world, say);
  const seconds = (performance.now() - started) / 1_000;
  if (agency !== 'organisations') await fillRegister(url, world);
  await query(server.url('postgres'), `comment on database ${name} is '${fingerprint(agency, world)}'`);
  return { seconds, mebibytes };
}

/** Brings a database's members and their indexes into the server's memory, where a service that has run for a day has them. */
export async function warm(server: BenchServer, database: string): Promise<void> {
  await query(
    server.url(database),
    // A load just done is written out first: reads are measured, not its aftermath.
    `checkpoint;
     create extension if not exists pg_prewarm;
     select pg_prewarm(oid) from pg_class
     where relname = 'member' or oid in (select indexrelid from pg_index where indrelid = 'member'::regclass)`,
  );
}

/** Tables and what the world generates, by sample: a database of other migrations or another generator is not reused. */
function fingerprint(agency: string, world: World): string {
  const step = Math.floor(world.counts.members / RECORDS_IN_FINGERPRINT);
  const hash = createHash('sha256').update(`${world.size} ${world.seed}`);
  const migrations = `${ROOT}subgraphs/${agency}/migrations`;
  for (const file of readdirSync(migrations).toSorted()) hash.update(readFileSync(`${migrations}/${file}`));
  for (let index = 0; index < world.counts.members; index += step) {
    hash.update(JSON.stringify(world.member(world.memberIdAt(index))));
  }
  return hash.digest('hex');
}

/** Runs the seed program as an operator would; resolves with the most memory it held, in MiB. */
async function seed(agency: string, url: string, world: World, say: (text: string) => void): Promise<number> {
  const args = ['--size', world.size, '--seed', world.seed];
  const child = spawn(process.execPath, [`${ROOT}subgraphs/${agency}/dist/seed.js`, ...args, '--url', url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let what = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const last = chunk.toString().trim().split('\n').at(-1) ?? '';
    const step = /"what":"([^"]+)"/.exec(last)?.[1] ?? '';
    if (step !== what) say(`${agency}: ${step}`);
    what = step;
  });
  let mebibytes = 0;
  const poll = setInterval(() => (mebibytes = Math.max(mebibytes, peakMemory(child.pid))), MEMORY_POLL_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(poll);
  if (code !== 0) throw new Error(`seeding ${agency} failed with ${code}`);
  return mebibytes;
}

/** Most resident memory of a process so far, in MiB; 0 where the system does not tell. */
function peakMemory(pid: number | undefined): number {
  try {
    const kibibytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    return Math.round(Number(kibibytes) / 1_024);
  } catch {
    return 0;
  }
}

/** What following the register would bring. */
async function fillRegister(url: string, world: World): Promise<void> {
  function* rows() {
    let version = 0;
    for (const { id, path, status } of world.organisations()) yield [id, path, status, (version += 1)];
  }
  await withClient(url, async (client) => {
    await client.query('truncate org_register');
    const count = await copyRows(client, 'org_register', ['id', 'path', 'status', 'version'], rows());
    await client.query('update org_register_copy set version = $1, complete = true', [count]);
    await client.query('analyze org_register');
  });
}

async function query<Row>(url: string, text: string): Promise<readonly Row[]> {
  return withClient(url, async (client) => (await client.query(text)).rows as Row[]);
}
