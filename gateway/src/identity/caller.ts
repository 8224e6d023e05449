import type { Compartment, Secrecy, Zone } from '@agency-graph/contract';
import type { Made } from '../made.js';

/** An agreement of which the caller's organisation is an assignee, in force at the policy clock. */
export interface HeldAgreement {
  readonly id: string;
  readonly version: number;
  readonly steward: string;
  /** `Type.field`, `Input.field`, or `Type` for all fields of a wrapper. */
  readonly coordinates: ReadonlySet<string>;
  readonly purposes: ReadonlySet<string>;
  readonly validTo: string;
}

/** Who asks, in the directory's words and at the policy clock: nothing in it comes from the client but the purpose chosen. */
export interface CallerFacts {
  /** Whether a valid token was shown; always so in a labelled graph. */
  readonly authenticated: boolean;
  readonly accountId: string;
  readonly issuer: string;
  readonly kind: 'PERSON' | 'APPLICATION';
  readonly memberId: string | null;
  readonly organisation: {
    readonly id: string;
    readonly path: string;
    readonly block: string;
    readonly level: string;
  };
  readonly functions: ReadonlySet<string>;
  readonly clearance: Secrecy;
  readonly compartments: readonly Compartment[];
  readonly zone: Zone;
  readonly hardwareKey: boolean;
  /** The signed end user an application acts for. */
  readonly endUser: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Claims of the token in a plain graph, which has no directory; else none. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly purposes: readonly string[];
  readonly purpose: string | null;
  readonly caseReference: string | null;
  readonly agreements: readonly HeldAgreement[];
  /** Agreements of which the organisation was an assignee and that have ended or were revoked. */
  readonly lapsed: readonly HeldAgreement[];
  readonly tokenId: string;
  /** The policy clock of this request, RFC 3339. */
  readonly now: string;
}

/** Made by `identity/authenticate.ts` alone. */
export type Caller = Made<CallerFacts, 'Caller'>;

/** As much of a caller as was known when the request was refused: for the record alone. */
export interface KnownCaller {
  readonly issuer: string;
  readonly tokenId: string;
  /** Null when the directory has no such account. */
  readonly accountId: string | null;
  readonly organisation: string | null;
}
