import type { Zone } from '@agency-graph/contract';
import type { Place } from '../problem.js';

/** What `supergraph.yaml` says, read and checked: durations in milliseconds, sizes in bytes, paths as written. */
export interface SupergraphConfig {
  readonly file: string;
  /** E.g. `2.9.0`. */
  readonly federationVersion: string;
  /** In order of name. */
  readonly subgraphs: readonly SubgraphConfig[];
  readonly gateway: GatewayConfig;
}

export interface SubgraphConfig {
  readonly name: string;
  readonly routingUrl: string;
  /** Relative to `supergraph.yaml`. */
  readonly schemaFile: string;
  /** Absent only under the conformance profile. */
  readonly agency?: AgencyConfig;
  readonly place: Place;
}

export interface AgencyConfig {
  /** The agency's public key, relative to `supergraph.yaml`. */
  readonly publicKeyFile: string;
  /** Labels for an agency that cannot change its SDL, relative to `supergraph.yaml`. */
  readonly labelsFile?: string;
  /** Types whose labels and keys this agency decides. */
  readonly owns: readonly string[];
  /** Coordinates of other agencies' fields (or types) that this agency may answer for. */
  readonly takesOver: readonly string[];
  readonly limits: SubgraphLimits;
}

export interface SubgraphLimits {
  /** Requests in flight from one gateway. */
  readonly concurrency: number;
  /** Requests that wait for one of those; more are refused at once. */
  readonly pending: number;
  readonly timeoutMs: number;
  /** Decompressed. */
  readonly responseBytes: number;
  readonly requestsPerSecond: number;
}

/** Defaults of an agency's limits (examination, "Defaults"). */
export const DEFAULT_LIMITS: SubgraphLimits = Object.freeze({
  concurrency: 100,
  pending: 200,
  timeoutMs: 3_000,
  responseBytes: 10 * 1024 * 1024,
  requestsPerSecond: 1_000,
});

export const PROFILES = ['development', 'production', 'conformance'] as const;
export const EXECUTORS = ['compiled', 'apollo'] as const;

export const ALGORITHMS = ['ES256', 'RS256', 'PS256'] as const;

export type Profile = (typeof PROFILES)[number];
export type Executor = (typeof EXECUTORS)[number];

export type Algorithm = (typeof ALGORITHMS)[number];
export type LabelsMode = 'required' | 'optional';

export interface GatewayConfig {
  readonly executor: Executor;
  readonly labels: LabelsMode;
  readonly profile: Profile;
  readonly listen: readonly ListenConfig[];
  /** Where operators look; null where nobody may. */
  readonly admin: AdminConfig | null;
  readonly issuers: readonly IssuerConfig[];
  readonly authorization: AuthorizationConfig;
  readonly persisted: PersistedQueriesConfig;
  readonly demand: DemandConfig;
}

export interface ListenConfig {
  readonly host: string;
  readonly port: number;
  readonly zone: Zone;
}

export interface AdminConfig {
  readonly host: string;
  readonly port: number;
}

export interface IssuerConfig {
  readonly issuer: string;
  readonly jwks: { readonly kind: 'file'; readonly file: string } | { readonly kind: 'url'; readonly url: string };
  readonly algorithms: readonly Algorithm[];
  readonly audience: string;
  /** The local issuer: may claim a zone, and is refused under the production profile. */
  readonly development: boolean;
}

/** The field's usual options for the standard access directives. */
export interface AuthorizationConfig {
  readonly requireAuthentication: boolean;
  /** Claim that holds the space-separated scopes. */
  readonly scopeClaim: string;
  readonly rejectUnauthorized: boolean;
  /** Reports refusals without refusing; never under the production profile. */
  readonly dryRun: boolean;
  readonly errors: { readonly log: boolean; readonly response: 'errors' | 'extensions' | 'disabled' };
}

/** Operations known by their hash: the field's usual options. */
export interface PersistedQueriesConfig {
  /** Relative to `supergraph.yaml`. */
  readonly manifestFile: string | null;
  /** `safelist.enabled`: only operations of the manifest are answered. */
  readonly onlyListed: boolean;
  /** `safelist.require_id`: and only by their hash. */
  readonly requireId: boolean;
  /** `apq.enabled`: clients may have operations remembered. */
  readonly automatic: boolean;
}

/** How much an operation may cost, in points; `measure` counts what costs more and refuses nothing. */
export interface DemandConfig {
  readonly mode: 'enforce' | 'measure';
  readonly most: number;
}

export const NO_PERSISTED_QUERIES: PersistedQueriesConfig = Object.freeze({
  manifestFile: null,
  onlyListed: false,
  requireId: false,
  automatic: false,
});
export const DEFAULT_DEMAND: DemandConfig = Object.freeze({ mode: 'enforce', most: 5_000 });
