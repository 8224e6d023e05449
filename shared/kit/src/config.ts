import { fileURLToPath } from 'node:url';

/** What a subgraph process is told from outside; made by `readSubgraphConfig`, the only reader of the environment. */
export interface SubgraphConfig {
  /** Name in `supergraph.yaml`; contexts for another audience are refused. */
  readonly name: string;
  readonly databaseUrl: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder with the gateway's public keys and this subgraph's own. */
  readonly keysDirectory: string;
  /** Where the organisations subgraph serves the register's changes. */
  readonly registerUrl: string;
  /** Whether the process ends with its parent (IPC). */
  readonly supervised: boolean;
  readonly limits: SubgraphLimits;
}

export interface SubgraphLimits {
  /** Bytes of a request body. */
  readonly bodyBytes: number;
  /** Milliseconds a request may take at most, whatever its deadline says. */
  readonly requestMs: number;
  /** Connections to the database. */
  readonly connections: number;
}

const DEFAULT_LIMITS: SubgraphLimits = { bodyBytes: 1_048_576, requestMs: 10_000, connections: 10 };

/** Ports of the reference subgraphs; any other name needs `<NAME>_PORT`. */
const REFERENCE_PORTS: Readonly<Record<string, number>> = {
  organisations: 4001,
  members: 4002,
  tasks: 4003,
  documents: 4004,
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `<NAME>_DATABASE_URL`, `<NAME>_PORT`, `<NAME>_HOST`, `AGENCY_GRAPH_KEYS`, `REGISTER_URL` and
 * `AGENCY_GRAPH_SUPERVISED`. Throws a sentence that names the variable and what it should hold.
 */
export function readSubgraphConfig(name: string, env: Environment = process.env): SubgraphConfig {
  const prefix = prefixOf(name);
  return {
    name,
    databaseUrl: databaseUrl(databaseVariable(name), env),
    host: env[`${prefix}_HOST`] ?? '127.0.0.1',
    port: port(`${prefix}_PORT`, env, REFERENCE_PORTS[name]),
    keysDirectory: env['AGENCY_GRAPH_KEYS'] ?? DEFAULT_KEYS,
    registerUrl: httpUrl('REGISTER_URL', env, 'http://127.0.0.1:4001'),
    supervised: flag('AGENCY_GRAPH_SUPERVISED', env),
    limits: DEFAULT_LIMITS,
  };
}

/** What a seed program is told. */
export interface SeedArguments {
  /** The database as its owner sees it. */
  readonly url: string;
  readonly size: string;
  readonly seed: string;
}

const SEED_OPTIONS = ['--url', '--size', '--seed'];
const DEFAULT_SIZE = 'tiny';
/** The seed of the one world that all agencies share. */
const WORLD_SEED = '384202511';

/**
 * Reads `--url`, `--size` and `--seed`; without `--url` the database is `<NAME>_OWNER_DATABASE_URL`. Throws a sentence for
 * anything else.
 */
export function readSeedArguments(
  argv: readonly string[],
  name?: string,
  env: Environment = process.env,
): SeedArguments {
  const given = new Map<string, string>();
  for (let i = 0; i < argv.length; i += 2) {
    const [option, value] = [argv[i] as string, argv[i + 1]];
    if (!SEED_OPTIONS.includes(option) || value === undefined) {
      throw new Error(`${option} is not one of ${SEED_OPTIONS.join(', ')} with a value`);
    }
    given.set(option, value);
  }
  const variable = name === undefined ? undefined : `${prefixOf(name)}_OWNER_DATABASE_URL`;
  const url = given.get('--url') ?? (variable && env[variable]);
  if (url === undefined) {
    const or = variable === undefined ? '' : `, or ${variable}`;
    throw new Error(`--url${or} must name the database as its owner, e.g. postgres://members_owner@host/members`);
  }
  return { url, size: given.get('--size') ?? DEFAULT_SIZE, seed: given.get('--seed') ?? WORLD_SEED };
}

/** The variable that has the URL of a subgraph's database. */
export const databaseVariable = (name: string): string => `${prefixOf(name)}_DATABASE_URL`;

const prefixOf = (name: string): string => name.toUpperCase().replaceAll('-', '_');

const DEFAULT_KEYS = fileURLToPath(new URL('../../../.data/keys/', import.meta.url));

function databaseUrl(variable: string, env: Environment): string {
  const value = env[variable];
  if (value !== undefined && /^(postgres|postgresql|socket):/.test(value)) return value;
  throw new Error(`${variable} must be the agency's database, e.g. postgres://user@host:5432/members`);
}

function port(variable: string, env: Environment, otherwise: number | undefined): number {
  const value = env[variable] ?? otherwise?.toString();
  if (value !== undefined && /^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new Error(`${variable} must be a port number, 0 to 65535`);
}

function httpUrl(variable: string, env: Environment, otherwise: string): string {
  const value = env[variable] ?? otherwise;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/$/, '');
  throw new Error(`${variable} must be an http or https address, e.g. ${otherwise}`);
}

function flag(variable: string, env: Environment): boolean {
  const value = env[variable] ?? '0';
  if (value === '0' || value === '1') return value === '1';
  throw new Error(`${variable} must be 0 or 1`);
}
