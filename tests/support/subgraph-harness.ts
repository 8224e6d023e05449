import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { serveSubgraph, type RegisterChangeHook, type RequestBase, type Subgraph } from '@agency-graph/kit';
import { copyRows, createKysely, createPool, migrate, withClient } from '@agency-graph/postgres';
import { createWorld, type World } from '@agency-graph/world';
import type { GraphQLFormattedError } from 'graphql';
import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import { embeddedDatabase } from './embedded-database.js';
import { testGateway, type Caller } from './test-gateway.js';

/** What the subgraph under test is made of: what its `main.ts` hands to the kit. */
export interface SubgraphParts<DB, Loaders> {
  readonly subgraph: Subgraph;
  readonly loaders: (request: RequestBase<DB>) => Loaders;
  readonly register: 'owner' | { readonly onChange: RegisterChangeHook };
}

/** An answer as the gateway gets it, with what the request cost the database. */
export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests know the shape of what they asked
  readonly data: any;
  readonly errors: readonly GraphQLFormattedError[];
  readonly extensions: Readonly<Record<string, unknown>>;
  /** The answer exactly as it came. */
  readonly text: string;
  /** SQL statements that the request took. */
  readonly statements: number;
}

export type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** A subgraph over a real database of the world's smallest size, asked over the real wire. */
export interface SubgraphUnderTest<DB> {
  readonly world: World;
  /** The database as its owner: for arranging, never for what is tested. */
  readonly db: Kysely<DB>;
  readonly url: string;
  /** Asks as a caller to whom every row is admitted. */
  readonly ask: Ask;
  /** Asks as this caller: `as({ rows: { Task: NEVER } })('{ tasks { nodes { id } } }')`. */
  as(caller: Caller): Ask;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Starts PostgreSQL, migrates, seeds `tiny` by the subgraph's own seed program, gives the database its copy of the
 * register, and serves. `close` lets go of all of it.
 */
export async function startSubgraph<DB, Loaders>(parts: SubgraphParts<DB, Loaders>): Promise<SubgraphUnderTest<DB>> {
  const { subgraph } = parts;
  const { name } = subgraph;
  const database = await embeddedDatabase(name);
  const closers: (() => Promise<unknown>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const one of closers.toReversed()) await one();
  };
  try {
    const world = createWorld('tiny');
    await migrate(database.ownerUrl, join(ROOT, 'subgraphs', name, 'migrations'));
    await seed(name, database.ownerUrl);
    if (parts.register !== 'owner') await fillRegister(database.ownerUrl, world);

    const db = createKysely<DB>(createPool({ url: database.ownerUrl, applicationName: `${name}-test`, max: 2 }));
    closers.push(() => db.destroy());
    const keysDirectory = join(database.directory, 'keys');
    const types = [...subgraph.sdl.matchAll(/^type (\w+)[^{]*@rowLabel/gm)].map(([, type]) => type as string);
    const gateway = testGateway(name, keysDirectory, types);

    let last: RequestBase<DB> | undefined;
    const served = await serveSubgraph<DB, Loaders>({
      ...parts,
      config: {
        name,
        databaseUrl: database.url,
        host: '127.0.0.1',
        port: 0,
        keysDirectory,
        registerUrl: 'http://127.0.0.1:9',
        supervised: false,
        limits: { bodyBytes: 1_048_576, requestMs: 10_000, connections: 4 },
      },
      loaders: (request) => {
        last = request;
        return parts.loaders(request);
      },
    });
    closers.push(() => served.close());

    const url = `${served.url}/graphql`;
    const as =
      (caller: Caller): Ask =>
      async (query, variables) => {
        last = undefined;
        const response = await gateway.post(url, { query, ...(variables && { variables }) }, caller);
        const text = await response.text();
        const { data, errors = [], extensions = {} } = JSON.parse(text) as Partial<Answer>;
        return { status: response.status, data, errors, extensions, text, statements: last?.statements.count ?? 0 };
      };
    return { world, db, url, ask: as({}), as, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Holds the number of SQL statements of an answer that went well. */
export function expectStatements(answer: Answer, statements: number): void {
  expect(answer.errors).toEqual([]);
  expect(answer.statements).toBe(statements);
}

/** Holds that an answer blames this argument, as the caller's mistake, and tells nothing of the inside. */
export function expectBadInput(answer: Answer, argument: string | RegExp): void {
  expect(answer.errors.map(({ extensions }) => extensions?.['code'])).toContain('BAD_USER_INPUT');
  expect(answer.errors[0]?.message).toMatch(argument);
  expect(answer.text).not.toMatch(/select |postgres|127\.0\.0\.1|node_modules|\bat .*\.js/i);
}

/** Runs `node subgraphs/<name>/dist/seed.js --size tiny` as an operator would. */
async function seed(name: string, ownerUrl: string): Promise<void> {
  const program = join(ROOT, 'subgraphs', name, 'dist/seed.js');
  const child = spawn(process.execPath, [program, '--size', 'tiny'], {
    env: { ...process.env, [`${name.toUpperCase()}_OWNER_DATABASE_URL`]: ownerUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`seeding ${name} failed: ${said}`);
}

/** What the register's feed would bring: tests of the feed itself are the kit's. */
async function fillRegister(ownerUrl: string, world: World): Promise<void> {
  const rows = [...world.organisations()].map(({ id, path, status }) => [id, path, status, 1]);
  await withClient(ownerUrl, async (client) => {
    await copyRows(client, 'org_register', ['id', 'path', 'status', 'version'], rows);
    await client.query('analyze org_register');
  });
}
