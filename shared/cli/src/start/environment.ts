import { wrongUsage } from '../exit.js';
import type { PartDatabase } from './databases.js';
import { AGENCIES, PARTS, type Part, type PartName } from './parts.js';

/** What all parts of one run share. */
export interface RunSettings {
  readonly keys: string;
  readonly dataFolder: string;
  readonly policyClock: string;
  readonly ports: ReadonlyMap<PartName, number>;
  /** File that names the witnesses of the gateway's log; null leaves it to the environment. */
  readonly witnesses: string | null;
}

/** The port of each part: its own, or what `<NAME>_PORT` says. */
export const portsOf = (env: Readonly<Record<string, string | undefined>>): ReadonlyMap<PartName, number> =>
  new Map(Object.values(PARTS).map((part) => [part.name, portIn(env, `${part.prefix}_PORT`) ?? part.port]));

function portIn(env: Readonly<Record<string, string | undefined>>, name: string): number | undefined {
  const text = env[name];
  if (text === undefined) return undefined;
  if (!isPort(text)) throw wrongUsage(`${name} is "${text}": say 1 to 65535.`);
  return Number(text);
}

/** Whether a text is the number of a port. */
export const isPort = (text: string): boolean => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

const registerUrl = ({ ports }: RunSettings): string =>
  process.env['REGISTER_URL'] ?? `http://127.0.0.1:${ports.get('organisations') ?? PARTS.organisations.port}`;

/** What a part needs before it can serve, besides its database, in a sentence for who waits. */
export const needsOf = ({ name }: Part, settings: RunSettings): string | undefined =>
  name === 'organisations'
    ? undefined
    : `It is ready once it has copied the register of organisations from ${registerUrl(settings)}, ` +
      `which "start organisations" serves.`;

/**
 * A part's environment, beside what the caller's own says of addresses. Only the gateway learns the policy clock: agencies
 * get it with each request.
 */
export const environmentOf = (part: Part, database: PartDatabase, settings: RunSettings): Record<string, string> => {
  const portOf = (name: PartName): number => settings.ports.get(name) ?? PARTS[name].port;
  const port = (name: PartName): string => String(portOf(name));
  const common = {
    AGENCY_GRAPH_KEYS: settings.keys,
    APOLLO_TELEMETRY_DISABLED: '1',
    // graphql-js checks the realm of every value it meets unless told so: a fifth of a subgraph's time.
    NODE_ENV: 'production',
    REGISTER_URL: registerUrl(settings),
    ...database.env,
    [`${part.prefix}_PORT`]: port(part.name),
  };
  if (part.name !== 'gateway') return common;
  // Of an agency at its own port `supergraph.yaml` says where it is asked, also when that is changed meanwhile.
  const urls = AGENCIES.filter((name) => portOf(name) !== PARTS[name].port)
    .map((name) => [`${PARTS[name].prefix}_URL`, `http://127.0.0.1:${port(name)}/graphql`] as const)
    .filter(([variable]) => process.env[variable] === undefined);
  return {
    ...common,
    ...Object.fromEntries(urls),
    POLICY_CLOCK: settings.policyClock,
    AGENCY_GRAPH_DATA: settings.dataFolder,
    ...(settings.witnesses === null ? {} : { AGENCY_GRAPH_WITNESSES: settings.witnesses }),
  };
};
