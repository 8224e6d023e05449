import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reachableDataDir } from '@agency-graph/postgres';
import { createWorld, type Persona, type World, type WorldSize, type Zone } from '@agency-graph/world';
import { personaToken } from 'agency-graph/tokens';
import type { GraphQLFormattedError } from 'graphql';
import request from 'supertest';
import { inject } from 'vitest';
import type { PartName, SystemAddress } from './start-system.js';

/** Who asks, as a client has it: a token, and the purpose to declare. */
export interface Caller {
  readonly token: string;
  readonly purpose: string | null;
}

/** What may differ from how a persona usually comes in. */
export interface CallerOptions {
  readonly purpose?: string;
  readonly zone?: Zone;
  /** A member's or an account's id: for whom an application asks. */
  readonly endUser?: string;
}

/** An answer of the gateway. */
export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test knows the shape of what it asked
  readonly data: any;
  readonly errors: readonly GraphQLFormattedError[];
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly extensions: any;
  readonly headers: Readonly<Record<string, string>>;
  /** The body exactly as it came. */
  readonly text: string;
}

/** The running system and the world that its data are made from. */
export interface System extends SystemAddress {
  readonly world: World;
  /** The gateway, `http://127.0.0.1:port`. */
  readonly url: string;
  /** A persona (`P4`) or any other account (`A-000023`), with a token of the development issuer. */
  as(code: string, options?: CallerOptions): Caller;
  ask(caller: string | Caller, query: string, variables?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** Connection URL of a part's database; without a role its owner's, who may all. */
  database(part: PartName, role?: string): string;
}

/** The system that the files of this folder share; the first to ask waits until it has started. */
export async function startSystem({ size }: { readonly size: 'tiny' }): Promise<System> {
  const response = await fetch(`http://127.0.0.1:${inject('systemDoor')}/`);
  if (!response.ok) throw new Error(await response.text());
  return systemAt((await response.json()) as SystemAddress, size);
}

/** Talks to a system at that address. */
export function systemAt(address: SystemAddress, size: WorldSize): System {
  const world = createWorld(size);
  const url = `http://127.0.0.1:${address.ports.gateway}`;
  const as = (code: string, { purpose, ...options }: CallerOptions = {}): Caller => {
    const persona = personaOf(world, code);
    const token = personaToken(`${address.data}/keys`, world, persona, options, Date.now());
    return { token, purpose: purpose ?? persona.defaultPurpose };
  };
  return {
    ...address,
    world,
    url,
    as,
    ask: (caller, query, variables) => askAt(url, typeof caller === 'string' ? as(caller) : caller, query, variables),
    database: (part, role = `${part}_owner`) =>
      `postgresql://${role}@localhost/${part}?host=${encodeURIComponent(socketFolder(address.data))}`,
  };
}

/** One query to a gateway at that URL. */
export async function askAt(
  url: string,
  { token, purpose }: Caller,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<Reply> {
  const response = await request(url)
    .post('/graphql')
    .set('authorization', `Bearer ${token}`)
    .set(purpose === null ? {} : { 'access-purpose': purpose })
    .send({ query, ...(variables && { variables }) });
  return replyOf(response);
}

/** What a test looks at in an HTTP response. */
export function replyOf({ status, headers, text }: request.Response): Reply {
  const body = text.startsWith('{') ? (JSON.parse(text) as Partial<Reply>) : {};
  const { data = null, errors = [], extensions = {} } = body;
  return { status, data, errors, extensions, headers: headers as Record<string, string>, text };
}

function personaOf(world: World, code: string): Persona {
  const persona = world.personas.find((one) => one.code === code);
  if (persona !== undefined) return persona;
  const account = world.account(code);
  if (account === undefined) throw new Error(`no persona and no account ${code}`);
  return {
    code,
    name: code,
    accountId: code,
    zone: 'PARTY_WAN',
    hardwareKey: false,
    defaultPurpose: account.purposes[0]?.value ?? null,
    says: 'an account of the directory',
  };
}

/** Where the embedded server listens: PostgreSQL writes it into the fifth line of its own file. */
function socketFolder(data: string): string {
  const file = join(reachableDataDir(join(data, 'postgres')), 'postmaster.pid');
  return readFileSync(file, 'utf8').split('\n')[4] ?? '';
}
