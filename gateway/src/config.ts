import { PROFILES, type Profile } from '@agency-graph/composition';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { policyTime } from './clock.js';
import type { IndexUrls } from './inquiry/protocol.js';

/** What a gateway process is told from outside; the only reader of the environment. */
export interface ProcessConfig {
  readonly supergraphFile: string;
  /** Overrides what `supergraph.yaml` says. */
  readonly profile: Profile | null;
  readonly port: number | null;
  readonly adminPort: number | null;
  /** The gateway's own database; null where none is named, which only `profile: conformance` does without. */
  readonly databaseUrl: string | null;
  /** The audit log's index as its two roles see it; null where there is no database. */
  readonly index: IndexUrls | null;
  readonly keysDirectory: string;
  /** Whether `AGENCY_GRAPH_KEYS` named that folder: then key files of `supergraph.yaml` are looked for there, by name. */
  readonly keysElsewhere: boolean;
  /** Name of this gateway among those that share keys, and its log's: that of the machine unless another is given. */
  readonly node: string;
  /** Where the audit log is kept. */
  readonly dataDirectory: string;
  /** Whether `AGENCY_GRAPH_DATA` named it. */
  readonly dataElsewhere: boolean;
  /** File that says which witnesses see the audit log (C2SP tlog-policy), or null. */
  readonly witnessFile: string | null;
  /** Where the policy is: content that rules are read from. */
  readonly policyDirectory: string;
  readonly registerUrl: string;
  /** A fixed policy clock, RFC 3339; null is the wall clock. Development only. */
  readonly policyClock: string | null;
  /** Where an agency is asked instead of where `supergraph.yaml` says: `<AGENCY>_URL`, or null. */
  readonly routingUrl: (agency: string) => string | null;
  readonly supervised: boolean;
  /** Who is believed under `profile: conformance`, whose graph has no account directory. */
  readonly tokens: TokenOptions;
  /** Folder of the Cedar policies of `@policy`; null is the checkout's own. */
  readonly cedarFolder: string | null;
}

/** A key set, a file or an address, and what tokens signed by it must say; null asks for nothing. */
export interface TokenOptions {
  readonly jwks: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const OWN_DATABASE = 'GATEWAY_DATABASE_URL';
const INDEX_WRITER = 'GATEWAY_INDEX_WRITER_DATABASE_URL';
const INDEX_READER = 'GATEWAY_INDEX_READER_DATABASE_URL';
const ROOT = resolve(import.meta.dirname, '../..');

const HELP = `Usage: agency-graph gateway [options]

  --supergraph <file>   supergraph.yaml to serve (default: the checkout's); with --profile conformance a composed supergraph, too
  --profile <name>      ${PROFILES.join(', ')}
  --port <number>       port of the first listener
  --admin-port <number> port of the admin door: metrics and status
  --clock <time>        policy clock in development: now, or an RFC 3339 time
  -h, --help

With --profile conformance, which serves any Federation 2 supergraph at its own addresses and needs no database:
  --jwks <file or url>  keys of the tokens to believe; without it nobody is authenticated and no scope is held
  --issuer <name>       the only issuer to believe
  --audience <name>     the audience that tokens must be for
  --cedar <folder>      the Cedar policies that decide @policy (default: the checkout's)

Environment: GATEWAY_DATABASE_URL, GATEWAY_INDEX_WRITER_DATABASE_URL, GATEWAY_INDEX_READER_DATABASE_URL, AGENCY_GRAPH_KEYS, AGENCY_GRAPH_NODE, AGENCY_GRAPH_DATA, AGENCY_GRAPH_POLICY, AGENCY_GRAPH_WITNESSES, REGISTER_URL, POLICY_CLOCK, <AGENCY>_URL.
`;

/** Reads the command line and the environment. Throws a sentence that names what is wrong; null after `--help`. */
export function readConfig(argv: readonly string[], env: Environment = process.env): ProcessConfig | null {
  const values = readOptions(argv);
  if (values.help === true) {
    process.stdout.write(HELP);
    return null;
  }
  refuseUnsafe(env);
  return {
    supergraphFile: resolve(values.supergraph ?? resolve(ROOT, 'supergraph.yaml')),
    profile: values.profile === undefined ? null : profileOf(values.profile),
    port: portOf(values.port ?? env['GATEWAY_PORT']),
    adminPort: portOf(values['admin-port'] ?? env['GATEWAY_ADMIN_PORT']),
    databaseUrl: databaseUrl(env),
    index: indexUrls(env),
    keysDirectory: env['AGENCY_GRAPH_KEYS'] ?? resolve(ROOT, '.data/keys'),
    keysElsewhere: env['AGENCY_GRAPH_KEYS'] !== undefined,
    node: nodeName(env['AGENCY_GRAPH_NODE']),
    dataDirectory: dataDirectory(env),
    witnessFile: env['AGENCY_GRAPH_WITNESSES'] ?? null,
    policyDirectory: resolve(env['AGENCY_GRAPH_POLICY'] ?? resolve(ROOT, 'gateway/policy')),
    dataElsewhere: env['AGENCY_GRAPH_DATA'] !== undefined,
    registerUrl: env['REGISTER_URL'] ?? 'http://127.0.0.1:4001',
    policyClock: clockOf(values.clock ?? env['POLICY_CLOCK']),
    routingUrl: (agency) => routingUrl(agency, env),
    supervised: env['AGENCY_GRAPH_SUPERVISED'] === '1',
    tokens: {
      jwks: values.jwks ?? null,
      issuer: values.issuer ?? null,
      audience: values.audience ?? null,
    },
    cedarFolder: values.cedar ?? null,
  };
}

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        supergraph: { type: 'string' },
        profile: { type: 'string' },
        port: { type: 'string' },
        'admin-port': { type: 'string' },
        clock: { type: 'string' },
        jwks: { type: 'string' },
        issuer: { type: 'string' },
        audience: { type: 'string' },
        cedar: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    const says = error instanceof Error ? error.message.split('. ')[0]! : 'The command line cannot be read';
    throw new UsageError(`${says}. --help lists the options.`);
  }
}

/** Apollo's gateway calls home when it is constructed unless told not to; call this before it is loaded. */
export function silenceTelemetry(env: Record<string, string | undefined> = process.env): void {
  env['APOLLO_TELEMETRY_DISABLED'] = '1';
}

/** Throws where a policy clock was set for production: rules would be judged by a day that is over. */
export function refuseSetClock(profile: Profile, { policyClock }: Pick<ProcessConfig, 'policyClock'>): void {
  if (profile === 'production' && policyClock !== null)
    throw new Error('The production profile has only the wall clock: say --clock now, or unset POLICY_CLOCK.');
}

/** Switches that would quietly take protection away. */
const UNSAFE = [
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'http_proxy',
  'https_proxy',
  'ALL_PROXY',
  'all_proxy',
  'APOLLO_DISABLE_SECURITY_RECURSIVE_SELECTIONS_CHECK',
  'APOLLO_DISABLE_SECURITY_NON_LOCAL_SELECTIONS_CHECK',
];

function refuseUnsafe(env: Environment): void {
  const set = UNSAFE.filter((name) => env[name] !== undefined && env[name] !== '');
  if (set.length > 0)
    throw new Error(`Unset ${set.join(', ')}: the gateway does not start with protection switched off.`);
}

function profileOf(name: string): Profile {
  const known = PROFILES.find((one) => one === name);
  if (known === undefined) throw new UsageError(`--profile must be one of ${PROFILES.join(', ')}`);
  return known;
}

function portOf(value: string | undefined): number | null {
  if (value === undefined) return null;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError('The port must be a number, 0 to 65535');
}

/** The gateway's own database, or that of a role of it; null where the variable is not set. */
export function databaseUrl(env: Environment, variable = OWN_DATABASE): string | null {
  const value = env[variable];
  if (value === undefined) return null;
  if (/^(postgres|postgresql|socket):/.test(value)) return value;
  throw new Error(databaseWanted(variable));
}

/** Where the audit log is kept. */
export const dataDirectory = (env: Environment): string => env['AGENCY_GRAPH_DATA'] ?? resolve(ROOT, '.data');

/** Where no roles are named for the index, the gateway's own does both; one of them alone is a mistake. */
export function indexUrls(env: Environment): IndexUrls | null {
  const own = databaseUrl(env);
  const [writerUrl, readerUrl] = [databaseUrl(env, INDEX_WRITER), databaseUrl(env, INDEX_READER)];
  if ((writerUrl === null) !== (readerUrl === null))
    throw new Error(`Set both ${INDEX_WRITER} and ${INDEX_READER}, or neither.`);
  if (own === null) return null;
  return { writerUrl: writerUrl ?? own, readerUrl: readerUrl ?? own };
}

/** Said wherever the database is missing. */
export const DATABASE_WANTED = databaseWanted(OWN_DATABASE);

function databaseWanted(variable: string): string {
  const role = variable.toLowerCase().replace('_database_url', '');
  return `${variable} must be the gateway’s own database, e.g. postgres://${role}@host:5432/gateway`;
}

function nodeName(given: string | undefined): string {
  if (given === undefined) return hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-') || 'gateway';
  if (/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(given)) return given;
  throw new UsageError('AGENCY_GRAPH_NODE must be a name of letters, digits, "." and "-", at most 64.');
}

function clockOf(value: string | undefined): string | null {
  if (value === undefined || value === 'now') return null;
  if (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  )
    // Days of the law are those of Vietnam, however the time was written.
    return policyTime(Date.parse(value));
  throw new UsageError('The policy clock must be "now" or a time like 2026-03-15T09:00:00+07:00');
}

function routingUrl(agency: string, env: Environment): string | null {
  const variable = `${agency.toUpperCase().replaceAll('-', '_')}_URL`;
  const value = env[variable];
  if (value === undefined) return null;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new Error(`${variable} must be an http or https address, e.g. http://127.0.0.1:4003/graphql`);
}

/** The logs of a node: that of accesses, and that of what auditors did. */
export const NODE_LOGS = ['accesses', 'auditors'] as const;
export type NodeLog = (typeof NODE_LOGS)[number];
