import type { ReceivedRequest } from '../http/read-request.js';
import { Refusal } from '../refusals.js';
import type { TokenParts } from './authenticate.js';
import type { CallerFacts } from './caller.js';
import { verifyPlainToken, type PlainIdentity } from './plain-token.js';
import { single } from './single-header.js';

/**
 * The caller of a plain graph, as a token alone says. Without any key to believe nobody is anybody: a token is then as
 * good as none, and what asks for one is refused. A token that should hold and does not refuses the request.
 */
export async function plainCaller(received: ReceivedRequest, parts: TokenParts): Promise<CallerFacts> {
  const authorization = single(received, 'authorization', null);
  if (authorization !== undefined && parts.trusted.length > 0) {
    const { trusted, scopeClaim, wallClock } = parts;
    return known(await verifyPlainToken(authorization, trusted, scopeClaim, wallClock), received.client, parts);
  }
  if (parts.required) throw new Refusal('AUTH_ERROR');
  return { ...NOBODY, countedAs: received.client, zone: parts.zone, now: parts.policyNow() };
}

const known = ({ claims, scopes }: PlainIdentity, client: string, parts: TokenParts): CallerFacts => {
  const text = (claim: string): string | null => (typeof claims[claim] === 'string' ? claims[claim] : null);
  const subject = text('sub');
  const issuer = text('iss') ?? '';
  return {
    ...NOBODY,
    authenticated: true,
    accountId: subject ?? 'unnamed',
    // A subject is one among its issuer's; a token that names none may be anybody's there.
    countedAs: subject === null ? client : JSON.stringify([issuer, subject]),
    issuer,
    tokenId: text('jti') ?? '',
    scopes,
    claims,
    zone: parts.zone,
    now: parts.policyNow(),
  };
};

/** Somebody who showed nothing: one and the same to the record, though they count by their address. */
const NOBODY: Omit<CallerFacts, 'countedAs'> = Object.freeze({
  authenticated: false,
  accountId: 'anonymous',
  issuer: '',
  kind: 'PERSON',
  memberId: null,
  organisation: { id: '', path: '', block: '', level: '' },
  functions: new Set<string>(),
  clearance: 'UNCLASSIFIED',
  compartments: [],
  zone: 'INTERNET',
  hardwareKey: false,
  endUser: null,
  scopes: new Set<string>(),
  claims: Object.freeze({}),
  purposes: [],
  purpose: null,
  caseReference: null,
  agreements: [],
  lapsed: [],
  emergency: null,
  tokenId: '',
  now: '',
});
