import { withClient } from '@agency-graph/postgres';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGateway, untilReady } from '../../system/support/gateway-process.js';
import { recordingProxy, type Exchange } from '../../system/support/recording-proxy.js';
import type { System } from '../../system/support/system.js';
import { createAsker, type AskCase } from './ask.js';
import type { TwoClocks } from './two-clocks.js';

/** A gateway of which everything is kept that leaves it: what it asks agencies, logs, and writes to disk and database. */
export interface RecordedGateway {
  readonly ask: AskCase;
  /** What agencies were asked since the last call; the register is pulled beside that. */
  takeAsked(): readonly Exchange[];
  /** All places where it left something, with their bytes. */
  left(): Promise<readonly (readonly [place: string, bytes: Buffer])[]>;
  close(): Promise<void>;
}

const AGENCIES = ['organisations', 'members', 'tasks', 'documents'] as const;

/** Starts one at an instant of the policy clock, with a recording proxy before each agency. */
export async function startRecorded(
  system: System,
  { world, accounts, database }: Pick<TwoClocks, 'world' | 'accounts' | 'database'>,
  clock: string,
): Promise<RecordedGateway> {
  const data = mkdtempSync(join(tmpdir(), 'agency-graph-recorded-'));
  const proxies = await Promise.all(AGENCIES.map((name) => recordingProxy(system.ports[name])));
  const urls = AGENCIES.map((name, at) => [
    `${name.toUpperCase()}_URL`,
    `http://127.0.0.1:${proxies[at]!.port}/graphql`,
  ]);
  const gateway = await runGateway(system, {
    env: {
      ...Object.fromEntries(urls),
      POLICY_CLOCK: clock,
      GATEWAY_DATABASE_URL: database,
      AGENCY_GRAPH_DATA: data,
    },
  });
  await untilReady(gateway);
  const asker = createAsker({ [clock]: gateway.url }, `${system.data}/keys`, world, accounts);
  return {
    ask: asker.ask,
    takeAsked: () => proxies.flatMap((proxy) => proxy.take().filter(({ method }) => method === 'POST')),
    left: async () => [
      ['what it said', Buffer.from(gateway.said())],
      ...filesUnder(data),
      ...(await tablesOf(database)),
    ],
    close: async () => {
      await asker.close();
      await gateway.stop();
      await Promise.all(proxies.map((proxy) => proxy.close()));
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** A partial tile may be replaced by a longer one meanwhile, which is then found under its own name. */
const filesUnder = (folder: string): readonly (readonly [string, Buffer])[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    try {
      return [[name, readFileSync(join(folder, name))] as const];
    } catch (error) {
      if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  });

/** Every table of the gateway's own database, as text. */
const tablesOf = (url: string): Promise<readonly (readonly [string, Buffer])[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = current_schema()`,
    );
    const found: (readonly [string, Buffer])[] = [];
    for (const { name } of rows) {
      const { rows: texts } = await client.query<{ text: string }>(`select one::text as text from ${name} as one`);
      found.push([`table ${name}`, Buffer.from(texts.map(({ text }) => text).join('\n'))]);
    }
    return found;
  });
