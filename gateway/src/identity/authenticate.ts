import type { Zone } from '@agency-graph/contract';
import { dayOf } from '../clock.js';
import { Refusal } from '../refusals.js';
import type { ReceivedRequest } from '../http/read-request.js';
import type { Accounts } from './accounts.js';
import type { Agreements } from './agreements.js';
import type { Caller, CallerFacts, Emergency, EmergencyHolder, KnownCaller } from './caller.js';
import type { Organisations } from './organisations.js';
import { plainCaller } from './plain-caller.js';
import type { TrustedKeys } from './plain-token.js';
import { single } from './single-header.js';
import { verifyToken, type TrustedIssuer } from './token.js';

/** What identity is told from outside the request: of a labelled graph, or of a plain one. */
export type IdentityParts = DirectoryParts | TokenParts;

interface EitherParts {
  /** Claim that holds the scopes. */
  readonly scopeClaim: string;
  /** Zone of the listener the request came in by. */
  readonly zone: Zone;
  /** Policy clock, RFC 3339. */
  readonly policyNow: () => string;
  /** Wall clock, milliseconds. */
  readonly wallClock: () => number;
}

/** A token says who, the account directory what they may. */
export interface DirectoryParts extends EitherParts {
  readonly kind: 'directory';
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly accounts: Accounts;
  readonly agreements: Agreements;
  readonly organisations: Organisations;
  /** Whether there is such a purpose: an account may still have one that the policy no longer has. */
  readonly isPurpose: (purpose: string) => boolean;
  /** The wider access that an account has at a moment of the wall clock, as who it is bound to. */
  readonly emergency: (holder: EmergencyHolder, now: number) => Promise<Emergency | null>;
}

/** A token says all there is; none is needed but where `required`. */
export interface TokenParts extends EitherParts {
  readonly kind: 'tokens';
  /** Empty: no token is believed. */
  readonly trusted: readonly TrustedKeys[];
  readonly required: boolean;
}

const CASE = /^[\w./-]{1,64}$/;

/** Whose token it is: an account in force, of an organisation that is active. */
export async function findHolder(
  authorization: string | undefined,
  parts: Pick<DirectoryParts, 'issuers' | 'scopeClaim' | 'wallClock' | 'accounts' | 'organisations'>,
  today: string,
) {
  const identity = await verifyToken(authorization, parts.issuers, parts.scopeClaim, parts.wallClock);
  const account = await parts.accounts.find(identity.issuer, identity.subject, today);
  const known: KnownCaller = {
    issuer: identity.issuer,
    tokenId: identity.tokenId,
    accountId: account?.id ?? null,
    organisation: account?.orgId ?? null,
  };
  if (account === null) throw new Refusal('AUTH_ERROR', undefined, {}, known);
  const organisation = parts.organisations.find(account.orgId);
  if (!account.inForce || organisation?.status !== 'ACTIVE')
    throw new Refusal('ACCOUNT_NOT_IN_FORCE', undefined, {}, known);
  return { identity, account, organisation, known };
}

/** Finds out who asks: token, then account, then organisation, then the one purpose of the request. */
export async function authenticate(received: ReceivedRequest, parts: IdentityParts): Promise<Caller> {
  const facts = await (parts.kind === 'tokens' ? plainCaller(received, parts) : directoryCaller(received, parts));
  return facts as Caller;
}

async function directoryCaller(received: ReceivedRequest, parts: DirectoryParts): Promise<CallerFacts> {
  const now = parts.policyNow();
  const today = dayOf(now);
  const { identity, account, organisation, known } = await findHolder(
    single(received, 'authorization', null),
    parts,
    today,
  );
  const purposes = account.purposes.filter(parts.isPurpose);
  const { inForce, lapsed } = await parts.agreements.heldBy(account.orgId, organisation.block, today);
  return {
    authenticated: true,
    accountId: account.id,
    countedAs: account.id,
    issuer: identity.issuer,
    kind: account.kind,
    memberId: account.memberId,
    organisation: {
      id: account.orgId,
      path: organisation.path,
      block: organisation.block,
      level: organisation.level,
    },
    functions: account.functions,
    clearance: account.clearance,
    compartments: account.compartments,
    zone: identity.zone ?? parts.zone,
    hardwareKey: identity.hardwareKey,
    endUser: account.kind === 'APPLICATION' ? identity.endUser : null,
    scopes: identity.scopes,
    // A claim cannot raise what the directory says.
    claims: {},
    purposes,
    purpose: purposeOf(received, purposes, known),
    caseReference: caseOf(received, known),
    agreements: inForce,
    lapsed,
    emergency: await parts.emergency(
      { accountId: account.id, kind: account.kind, memberId: account.memberId, organisation: account.orgId },
      parts.wallClock(),
    ),
    tokenId: identity.tokenId,
    now,
  };
}

/** Exactly one purpose: the one declared, or the account's only one. An account without any has none. */
function purposeOf(received: ReceivedRequest, allowed: readonly string[], known: KnownCaller): string | null {
  const declared = single(received, 'access-purpose', known);
  if (declared === undefined) {
    if (allowed.length > 1) {
      const says = 'The account has several purposes: send one in `Access-Purpose`.';
      throw new Refusal('PURPOSE_REFUSED', says, { allowed }, known);
    }
    return allowed[0] ?? null;
  }
  if (!allowed.includes(declared)) throw new Refusal('PURPOSE_REFUSED', undefined, { allowed }, known);
  return declared;
}

function caseOf(received: ReceivedRequest, known: KnownCaller): string | null {
  const reference = single(received, 'access-case', known);
  if (reference === undefined) return null;
  if (!CASE.test(reference))
    throw new Refusal('BAD_REQUEST', 'The header `Access-Case` is not a case reference.', {}, known);
  return reference;
}
