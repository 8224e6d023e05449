import { ZONES } from '@agency-graph/contract';
import { refuseKeyUrl } from './refuse-url.js';
import {
  ALGORITHMS,
  DEFAULT_DEMAND,
  EXECUTORS,
  PROFILES,
  type AdminConfig,
  type AuthorizationConfig,
  type DemandConfig,
  type GatewayConfig,
  type IssuerConfig,
  type LabelsMode,
  type PersistedQueriesConfig,
  type ListenConfig,
  type Profile,
} from './supergraph-config.js';
import type { YamlReader, YamlValue } from './yaml-reader.js';

const GATEWAY_KEYS = [
  'executor',
  'labels',
  'profile',
  'listen',
  'admin',
  'issuers',
  'authorization',
  'persisted_queries',
  'apq',
  'demand_control',
];
const DEFAULT_LISTEN: ListenConfig = { host: '127.0.0.1', port: 4000, zone: 'INTERNET' };

/**
 * The `gateway` part. What is not said takes the strict value: production, labels required, the Internet zone. A profile
 * named at start stands in the place of the written one, and all the rest is read under it.
 */
export const parseGateway = (
  yaml: YamlReader,
  value: YamlValue | undefined,
  named: Profile | undefined,
): GatewayConfig | undefined => {
  const map = yaml.map(value, GATEWAY_KEYS);
  if (!map) return undefined;
  const written = yaml.oneOf(map.entries.get('profile'), PROFILES);
  const profile = named ?? written ?? 'production';
  const executor = yaml.oneOf(map.entries.get('executor'), EXECUTORS) ?? 'compiled';
  const labelsValue = map.entries.get('labels');
  const wanted = yaml.oneOf(labelsValue, ['required', 'optional']) ?? 'required';
  const labels: LabelsMode = profile === 'conformance' ? 'optional' : wanted;
  if (labelsValue && labels === 'optional' && profile !== 'conformance')
    yaml.refuse(
      'INVALID_VALUE',
      labelsValue,
      'labels: optional opens every unlabelled field, and is for profile: conformance only.',
      'Write labels: required.',
    );
  const listen = (yaml.list(map.entries.get('listen')) ?? []).flatMap((each) => parseListen(yaml, each) ?? []);
  const issuers: IssuerConfig[] = [];
  for (const each of yaml.list(map.entries.get('issuers')) ?? []) {
    const issuer = parseIssuer(yaml, each, profile);
    if (issuer === undefined) continue;
    if (issuers.some((other) => other.issuer === issuer.issuer))
      yaml.refuse(
        'INVALID_VALUE',
        each,
        `The issuer ${issuer.issuer} stands twice: only one of the two would be believed.`,
        'Remove one of them; keys of one issuer belong in one key set.',
      );
    else issuers.push(issuer);
  }
  const authorization = parseAuthorization(yaml, map.entries.get('authorization'), profile);
  return {
    executor,
    labels,
    profile,
    listen: listen.length > 0 ? listen : [DEFAULT_LISTEN],
    admin: parseAdmin(yaml, map.entries.get('admin')) ?? null,
    issuers,
    authorization,
    persisted: parsePersisted(yaml, map.entries.get('persisted_queries'), map.entries.get('apq')),
    demand: parseDemand(yaml, map.entries.get('demand_control')),
  };
};

const parseListen = (yaml: YamlReader, value: YamlValue): ListenConfig | undefined => {
  const map = yaml.map(value, ['host', 'port', 'zone']);
  if (!map) return undefined;
  const host = yaml.text(map.entries.get('host')) ?? DEFAULT_LISTEN.host;
  const port = yaml.integer(yaml.required(map, 'port'), 1, 65_535);
  const zone = yaml.oneOf(yaml.required(map, 'zone'), ZONES);
  return port && zone ? { host, port, zone } : undefined;
};

/** A door of its own, which asks for its own token; on this machine alone unless another host is named. */
const parseAdmin = (yaml: YamlReader, value: YamlValue | undefined): AdminConfig | undefined => {
  const map = yaml.map(value, ['host', 'port']);
  if (!map) return undefined;
  const host = yaml.text(map.entries.get('host')) ?? DEFAULT_LISTEN.host;
  const port = yaml.integer(yaml.required(map, 'port'), 1, 65_535);
  return port ? { host, port } : undefined;
};

const parseIssuer = (yaml: YamlReader, value: YamlValue, profile: string): IssuerConfig | undefined => {
  const map = yaml.map(value, ['issuer', 'jwks', 'algorithms', 'audience', 'development']);
  if (!map) return undefined;
  const issuer = yaml.text(yaml.required(map, 'issuer'));
  const jwks = parseJwks(yaml, yaml.required(map, 'jwks'));
  const algorithms = (yaml.list(yaml.required(map, 'algorithms')) ?? []).flatMap(
    (each) => yaml.oneOf(each, ALGORITHMS) ?? [],
  );
  const audience = yaml.text(yaml.required(map, 'audience'));
  const developmentValue = map.entries.get('development');
  const development = yaml.boolean(developmentValue) ?? false;
  if (developmentValue && development && profile === 'production')
    yaml.refuse(
      'INVALID_VALUE',
      developmentValue,
      'A development issuer lets anyone on this machine be anybody, and the profile is production.',
      `Remove the issuer ${issuer ?? ''}, or set profile: development.`,
    );
  if (!issuer || !jwks || !audience || algorithms.length === 0) return undefined;
  return { issuer, jwks, algorithms, audience, development };
};

/** A file beside supergraph.yaml, or a URL: by https, or by http on the same machine. */
const parseJwks = (yaml: YamlReader, value: YamlValue | undefined): IssuerConfig['jwks'] | undefined => {
  const text = yaml.text(value);
  if (!value || text === undefined) return undefined;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return { kind: 'file', file: text };
  const reason = refuseKeyUrl(text);
  if (reason)
    return yaml.refuse(
      'REFUSED_URL',
      value,
      `${value.path} cannot be fetched: ${reason}.`,
      'Write a file or an https address.',
    );
  return { kind: 'url', url: text };
};

const parseAuthorization = (yaml: YamlReader, value: YamlValue | undefined, profile: string): AuthorizationConfig => {
  const map = yaml.map(value, ['require_authentication', 'scope_claim', 'directives']);
  const directives = yaml.map(map?.entries.get('directives'), ['reject_unauthorized', 'dry_run', 'errors']);
  const errors = yaml.map(directives?.entries.get('errors'), ['log', 'response']);
  const dryRunValue = directives?.entries.get('dry_run');
  const dryRun = yaml.boolean(dryRunValue) ?? false;
  if (dryRunValue && dryRun && profile === 'production')
    yaml.refuse(
      'INVALID_VALUE',
      dryRunValue,
      'dry_run refuses nothing, and the profile is production.',
      'Remove dry_run.',
    );
  const requiredValue = map?.entries.get('require_authentication');
  const requireAuthentication = yaml.boolean(requiredValue) ?? profile !== 'conformance';
  if (requiredValue && !requireAuthentication && profile !== 'conformance')
    yaml.refuse(
      'INVALID_VALUE',
      requiredValue,
      'require_authentication: false admits callers without an account, on whom no label can be decided.',
      'Remove it; it is for profile: conformance only.',
    );
  return {
    requireAuthentication,
    scopeClaim: yaml.text(map?.entries.get('scope_claim')) ?? 'scope',
    rejectUnauthorized: yaml.boolean(directives?.entries.get('reject_unauthorized')) ?? false,
    dryRun,
    errors: {
      log: yaml.boolean(errors?.entries.get('log')) ?? true,
      response: yaml.oneOf(errors?.entries.get('response'), ['errors', 'extensions', 'disabled']) ?? 'errors',
    },
  };
};

const parsePersisted = (
  yaml: YamlReader,
  value: YamlValue | undefined,
  apqValue: YamlValue | undefined,
): PersistedQueriesConfig => {
  const map = yaml.map(value, ['manifest', 'safelist']);
  const safelist = yaml.map(map?.entries.get('safelist'), ['enabled', 'require_id']);
  const automatic = yaml.boolean(yaml.map(apqValue, ['enabled'])?.entries.get('enabled')) ?? false;
  const manifestFile = yaml.text(map?.entries.get('manifest')) ?? null;
  const onlyListed = yaml.boolean(safelist?.entries.get('enabled')) ?? false;
  if (value && onlyListed && manifestFile === null)
    yaml.refuse('INVALID_VALUE', value, 'A safelist without a manifest answers nothing.', 'Name the manifest file.');
  if (apqValue && onlyListed && automatic)
    yaml.refuse(
      'INVALID_VALUE',
      apqValue,
      'apq lets clients add operations, and the safelist answers only those of the manifest.',
      'Enable one of the two.',
    );
  const requireId = yaml.boolean(safelist?.entries.get('require_id')) ?? false;
  return { manifestFile, onlyListed, requireId, automatic };
};

/** Most points that an operation may be let cost. */
const MOST_POINTS = 1_000_000;

const parseDemand = (yaml: YamlReader, value: YamlValue | undefined): DemandConfig => {
  const map = yaml.map(value, ['mode', 'max']);
  return {
    mode: yaml.oneOf(map?.entries.get('mode'), ['enforce', 'measure']) ?? DEFAULT_DEMAND.mode,
    most: yaml.integer(map?.entries.get('max'), 1, MOST_POINTS) ?? DEFAULT_DEMAND.most,
  };
};
