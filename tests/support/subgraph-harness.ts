import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveSubgraph, type ServeOptions } from '@agency-graph/kit';
import { copyRows, createKysely, createPool, migrate, withClient } from '@agency-graph/postgres';
import { createWorld, type World } from '@agency-graph/world';
import type { GraphQLFormattedError } from 'graphql';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { expect } from 'vitest';
import { embeddedDatabase } from './embedded-database.js';
import { testGateway, type Caller } from './test-gateway.js';

/** What a subgraph is made of: what its `main.ts` hands to the kit. */
export type SubgraphParts<DB, Loaders> = Pick<ServeOptions<DB, Loaders>, 'subgraph' | 'loaders' | 'register'>;

/** An answer as the gateway gets it. */
export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test knows the shape of what it asked
  readonly data: any;
  readonly errors: readonly GraphQLFormattedError[];
  /** Ids per type that exist and that the row condition keeps back. */
  readonly withheld: Readonly<Record<string, readonly string[]>>;
  /** SQL statements that the request took. */
  readonly statements: number;
  /** The answer exactly as it came. */
  readonly text: string;
}

export type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** A subgraph over a real database that holds the world's smallest size, asked over the real wire. */
export interface SubgraphUnderTest<DB> {
  readonly world: World;
  /** The database as its owner: for arranging, never for what is tested. */
  readonly db: Kysely<DB>;
  /** The database as the service connects to it. */
  readonly databaseUrl: string;
  /** `http://host:port` */
  readonly url: string;
  /** Asks as the Central Office at the world's clock, to which every row is admitted. */
  readonly ask: Ask;
  /** Asks as another caller: `as({ rows: { Task: NEVER } })('{ tasks { nodes { id } } }')`. */
  as(caller: Caller): Ask;
  /** Asks for entities as the gateway does between agencies; `selection` is inside `... on Type`. */
  entities(type: string, ids: readonly string[], selection: string, caller?: Caller): Promise<Answer>;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Nothing listens there: the copy of the register is filled at the start instead of followed. */
const NO_REGISTER = 'http://127.0.0.1:1';

/**
 * Makes a database, migrates it, seeds `tiny` by the subgraph's own seed program, gives it its copy of the register, and
 * serves. One per test file: `beforeAll(async () => (tasks = await startSubgraph(…)))`, `afterAll(() => tasks?.close())`.
 */
export async function startSubgraph<DB, Loaders>(parts: SubgraphParts<DB, Loaders>): Promise<SubgraphUnderTest<DB>> {
  const { name, sdl } = parts.subgraph;
  const world = createWorld('tiny');
  const database = await embeddedDatabase(name);
  const closers: (() => Promise<unknown>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const one of closers.toReversed()) await one();
  };
  try {
    await migrate(database.ownerUrl, join(ROOT, 'subgraphs', name, 'migrations'));
    await seed(name, database.ownerUrl);
    if (typeof parts.register === 'object') await fillRegister(database.ownerUrl, world);

    const db = createKysely<DB>(createPool({ url: database.ownerUrl, applicationName: `${name}-test`, max: 2 }));
    closers.push(() => db.destroy());
    const keysDirectory = join(database.directory, 'keys');
    const rowLabelled = [...sdl.matchAll(/^type (\w+)[^{]*@rowLabel/gm)].map(([, type]) => type as string);
    const gateway = testGateway(name, keysDirectory, rowLabelled);
    const served = await serveSubgraph<DB, Loaders>({
      ...parts,
      log: pino({ level: 'silent' }),
      config: {
        name,
        databaseUrl: database.url,
        host: '127.0.0.1',
        port: 0,
        keysDirectory,
        registerUrl: NO_REGISTER,
        supervised: false,
        limits: { bodyBytes: 1_048_576, requestMs: 10_000, connections: 4 },
      },
    });
    closers.push(() => served.close());

    const as =
      (caller: Caller): Ask =>
      async (query, variables) => {
        const response = await gateway.post(
          `${served.url}/graphql`,
          { query, ...(variables && { variables }) },
          caller,
        );
        return readAnswer(response.status, await response.text());
      };
    return {
      world,
      db,
      databaseUrl: database.url,
      url: served.url,
      ask: as({}),
      as,
      entities: (type, ids, selection, caller = {}) =>
        as(caller)(`query ($all: [_Any!]!) { _entities(representations: $all) { ... on ${type} { ${selection} } } }`, {
          all: ids.map((id) => ({ __typename: type, id })),
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Holds that all went well, and in this many SQL statements. */
export function expectStatements(answer: Answer, statements: number): void {
  expect(answer.errors).toEqual([]);
  expect(answer.statements).toBe(statements);
}

/** Holds that an answer names this argument as the caller's mistake, and tells nothing of the inside. */
export function expectBadInput(answer: Answer, argument: string): void {
  expect(answer.errors.map(({ extensions }) => [extensions?.['code'], extensions?.['argument']])).toEqual([
    ['BAD_USER_INPUT', argument],
  ]);
  expect(answer.text).not.toMatch(/\bselect\b|postgres|127\.0\.0\.1|node_modules|\.[jt]s:\d/i);
}

function readAnswer(status: number, text: string): Answer {
  const {
    data,
    errors = [],
    extensions,
  } = JSON.parse(text) as {
    data?: unknown;
    errors?: GraphQLFormattedError[];
    extensions?: Pick<Answer, 'withheld' | 'statements'>;
  };
  return { status, data, errors, withheld: extensions?.withheld ?? {}, statements: extensions?.statements ?? 0, text };
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

/** What following the register would bring; following itself is the kit's to test. */
async function fillRegister(ownerUrl: string, world: World): Promise<void> {
  const rows = [...world.organisations()].map(({ id, path, status }, at) => [id, path, status, at + 1]);
  await withClient(ownerUrl, async (client) => {
    await copyRows(client, 'org_register', ['id', 'path', 'status', 'version'], rows);
    await client.query('update org_register_copy set version = $1, complete = true', [rows.length]);
    await client.query('analyze org_register');
  });
}
