import { STEWARDS } from '@agency-graph/contract';
import { OWN_SUBGRAPH } from '../own/schema.js';
import { refuseUrl } from './refuse-url.js';
import { DEFAULT_LIMITS, type AgencyConfig, type SubgraphConfig, type SubgraphLimits } from './supergraph-config.js';
import { bytes, milliseconds } from './units.js';
import type { YamlMap, YamlReader, YamlValue } from './yaml-reader.js';

/** Most requests an agency may be sent at once, may wait for it, and may be sent each second, by configuration. */
const MOST_CONCURRENCY = 10_000;
const MOST_PENDING = 100_000;
const MOST_REQUESTS_PER_SECOND = 1_000_000;

/** The `subgraphs` part, in order of name. `agency` may be absent only where plain federation graphs are served. */
export const parseSubgraphs = (
  yaml: YamlReader,
  value: YamlValue | undefined,
  agencyOptional: boolean,
): readonly SubgraphConfig[] => {
  const entries = [...(yaml.map(value)?.entries ?? [])];
  if (value && entries.length === 0)
    yaml.refuse(
      'MISSING_KEY',
      value,
      'subgraphs names no agency.',
      'Add one: name: { routing_url: …, schema: { file: … }, agency: { … } }.',
    );
  const read = entries.flatMap(([name, each]) => parseSubgraph(yaml, name, each, agencyOptional) ?? []);
  refuseTwoOwners(yaml, entries, read);
  return read.sort((a, b) => (a.name < b.name ? -1 : 1));
};

const parseSubgraph = (
  yaml: YamlReader,
  name: string,
  value: YamlValue,
  agencyOptional: boolean,
): SubgraphConfig | undefined => {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name))
    yaml.refuse(
      'INVALID_VALUE',
      value,
      `“${name}” cannot name a subgraph.`,
      'Use lower-case letters, digits, - and _, a letter first.',
    );
  if (name === OWN_SUBGRAPH && !agencyOptional)
    yaml.refuse('INVALID_VALUE', value, `“${name}” is the gateway’s own subgraph.`, 'Name the agency otherwise.');
  const map = yaml.map(value, ['routing_url', 'schema', 'agency']);
  if (!map) return undefined;
  const routingUrl = parseUrl(yaml, yaml.required(map, 'routing_url'));
  const schema = yaml.map(yaml.required(map, 'schema'), ['file']);
  const schemaFile = schema && yaml.text(yaml.required(schema, 'file'));
  const agencyValue = agencyOptional ? map.entries.get('agency') : yaml.required(map, 'agency');
  const agency = parseAgency(yaml, agencyValue);
  if (!routingUrl || !schemaFile) return undefined;
  return { name, routingUrl, schemaFile, ...(agency && { agency }), place: value.place };
};

const AGENCY_KEYS = ['steward', 'publicKey', 'rows', 'labels', 'owns', 'takesOver', 'limits'];

const parseAgency = (yaml: YamlReader, value: YamlValue | undefined): AgencyConfig | undefined => {
  const map = yaml.map(value, AGENCY_KEYS);
  if (!map) return undefined;
  // Remarks for who reads the file: they may be left out, and nothing is decided by them.
  yaml.oneOf(map.entries.get('steward'), STEWARDS);
  yaml.oneOf(map.entries.get('rows'), ['pushed', 'checked']);
  const publicKeyFile = yaml.text(yaml.required(map, 'publicKey'));
  const labelsFile = yaml.text(map.entries.get('labels'));
  const owns = texts(yaml, map, 'owns', /^[A-Za-z_]\w*$/, 'a type, e.g. Member');
  const takesOver = texts(
    yaml,
    map,
    'takesOver',
    /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/,
    'a type or field, e.g. Member.fullName',
  );
  const limits = parseLimits(yaml, map.entries.get('limits'));
  if (!publicKeyFile) return undefined;
  return { publicKeyFile, ...(labelsFile && { labelsFile }), owns, takesOver, limits };
};

const parseLimits = (yaml: YamlReader, value: YamlValue | undefined): SubgraphLimits => {
  const limits = yaml.map(value, ['concurrency', 'pending', 'timeout', 'responseBytes', 'requestsPerSecond'])?.entries;
  return {
    concurrency: yaml.integer(limits?.get('concurrency'), 1, MOST_CONCURRENCY) ?? DEFAULT_LIMITS.concurrency,
    pending: yaml.integer(limits?.get('pending'), 1, MOST_PENDING) ?? DEFAULT_LIMITS.pending,
    timeoutMs: yaml.quantity(limits?.get('timeout'), milliseconds, '3s or 250ms') ?? DEFAULT_LIMITS.timeoutMs,
    responseBytes: yaml.quantity(limits?.get('responseBytes'), bytes, '10MiB or 64KiB') ?? DEFAULT_LIMITS.responseBytes,
    requestsPerSecond:
      yaml.integer(limits?.get('requestsPerSecond'), 1, MOST_REQUESTS_PER_SECOND) ?? DEFAULT_LIMITS.requestsPerSecond,
  };
};

const parseUrl = (yaml: YamlReader, value: YamlValue | undefined): string | undefined => {
  const text = yaml.text(value);
  const reason = text === undefined ? undefined : refuseUrl(text);
  if (value && reason)
    return yaml.refuse(
      'REFUSED_URL',
      value,
      `${value.path} cannot be called: ${reason}.`,
      'Write the http or https address of the agency’s GraphQL endpoint.',
    );
  return text;
};

const texts = (yaml: YamlReader, map: YamlMap, key: string, form: RegExp, what: string): readonly string[] =>
  (yaml.list(map.entries.get(key)) ?? []).flatMap((value) => {
    const text = yaml.text(value);
    if (text === undefined || form.test(text)) return text ?? [];
    return yaml.refuse('INVALID_VALUE', value, `${value.path} is “${text}”.`, `Name ${what}.`) ?? [];
  });

const refuseTwoOwners = (
  yaml: YamlReader,
  entries: readonly (readonly [string, YamlValue])[],
  subgraphs: readonly SubgraphConfig[],
): void => {
  const owners = new Map<string, string>();
  for (const { name, agency } of subgraphs)
    for (const type of agency?.owns ?? []) {
      const other = owners.get(type);
      const value = entries.find(([each]) => each === name)?.[1];
      if (other && value)
        yaml.refuse('INVALID_VALUE', value, `${other} and ${name} both own ${type}.`, 'Let one of them own it.');
      owners.set(type, name);
    }
};
