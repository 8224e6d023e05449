import type { Compartment, Secrecy, Zone } from '@agency-graph/contract';
import type { Made } from '../made.js';

/** What an assignee must do or keep to, read from the words of an agreement's duties. */
export interface Duties {
  /** An application must name the end user that it acts for. */
  readonly endUserRequired: boolean;
  /** Highest level of the rows that are shared; null leaves it to the other rules. */
  readonly rowsAtMost: Secrecy | null;
  readonly callsPerHour: number | null;
  /** Whether its own caps stand in place of the general ones. */
  readonly bulk: boolean;
  /** Whether nothing is shared while no quorum of witnesses sees the log. */
  readonly witnessed: boolean;
}

/** An agreement of which the caller's organisation is an assignee. */
export interface HeldAgreement extends Duties {
  readonly id: string;
  readonly version: number;
  readonly steward: string;
  /** `Type.field`, `Input.field`, or `Type` for all fields of a wrapper. */
  readonly coordinates: ReadonlySet<string>;
  readonly purposes: ReadonlySet<string>;
  readonly validTo: string;
  readonly maxRowsPerQuery: number | null;
  readonly maxSubjectsPerDay: number | null;
}

/** Wider access that a second person approved, for named records and a short time. */
export interface Emergency {
  readonly id: string;
  readonly incident: string;
  /** Account that approved it. */
  readonly approver: string;
  /** Milliseconds since 1970, wall clock. */
  readonly until: number;
  readonly type: string;
  readonly ids: readonly string[];
  readonly purpose: string;
}

/** An account, and whom and what it is bound to now. */
export interface EmergencyHolder extends Pick<CallerFacts, 'accountId' | 'kind' | 'memberId'> {
  readonly organisation: string;
}

/** Who asks, in the directory's words and at the policy clock: nothing in it comes from the client but the purpose chosen. */
export interface CallerFacts {
  /** Whether a valid token was shown; always so in a labelled graph. */
  readonly authenticated: boolean;
  readonly accountId: string;
  /**
   * By what this caller's use of shared places, of planners' turns and of agencies' slots is counted. May be a client's
   * address, so it is never recorded, and no agency is told.
   */
  readonly countedAs: string;
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
  readonly emergency: Emergency | null;
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
