import type { Compartment, Secrecy } from './directives.js';
import type { RowCondition } from './row-condition.js';

/** The network a request came in by: a property of the listener or its client certificate, never of the client. */
export const ZONES = ['PARTY_WAN', 'STATE_NETWORK', 'INTERNET'] as const;
export type Zone = (typeof ZONES)[number];

/** The organisation the caller acts for. */
export interface ContextOrganisation {
  readonly id: string;
  /** Materialised path in the register, e.g. `TW.G07.C012`. */
  readonly path: string;
  /** Block of the political system, e.g. `PARTY`. */
  readonly block: string;
}

/** What the gateway tells one subgraph of one request, signed: evidence that it asked this, for this purpose. */
export interface AgencyContext {
  /** Gateway node that signed. */
  readonly iss: string;
  /** Subgraph it is meant for. */
  readonly aud: string;
  /** Pairwise pseudonym of the caller's account: the same account has another one at every subgraph. */
  readonly sub: string;
  /** Pseudonym of the end user an application acts for. */
  readonly act?: string;
  /**
   * Key of the caller's own member record, told only to a subgraph that is asked for rows of which it may be one, which
   * is what `Query.me` is, or for a change, whose author it is.
   */
  readonly mem?: string;
  readonly org: ContextOrganisation;
  /** Functions of the account, e.g. `ORG_WORK`. */
  readonly fn: readonly string[];
  readonly clr: Secrecy;
  readonly cmp: readonly Compartment[];
  readonly zone: Zone;
  /** Purpose of processing, where the operation needs one. */
  readonly pur?: string;
  /** Case reference, where the caller gave one. */
  readonly case?: string;
  /** Policy version. */
  readonly pol: string;
  /** Supergraph version. */
  readonly sch: string;
  /** Policy clock, RFC 3339: the one `now` of every rule of this request. */
  readonly now: string;
  /** Row condition per type name, of types whose row fields the subgraph gives; one that is absent here admits no row. */
  readonly rows: Readonly<Record<string, RowCondition>>;
  /**
   * By `Type.field`, fields that are given only on rows for which a condition holds, of a row-labelled type or of a
   * part of its rows: on the others they are null. Absent where there are none.
   */
  readonly fields?: Readonly<Record<string, RowCondition>>;
  /** Version of the organisations register the gateway decided on. */
  readonly reg: number;
  /** base64url SHA-256 of each query text that may be asked under this context. */
  readonly qs: readonly string[];
  /** Id of the audit record. */
  readonly txn: string;
  /** Seconds since the epoch, wall clock. */
  readonly iat: number;
  readonly exp: number;
  /** 128 random bits, base64url. */
  readonly jti: string;
}

/** What the caller of the signer says; `iss`, `iat`, `exp` and `jti` are the signer's. */
export type ContextClaims = Omit<AgencyContext, 'iss' | 'iat' | 'exp' | 'jti'>;
