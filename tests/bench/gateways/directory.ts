import type { DirectoryParts, TokenParts } from '@agency-graph/gateway/rooms';
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { heldAgreement } from '../../support/held-agreement.js';

/** The policy clock of the benchmark. */
const NOW = '2026-03-15T09:00:00+07:00';
const ISSUER = 'https://issuer.agency-graph.example';
const PURPOSE = 'WORK';
const ACCOUNTS = 100;

const AUDIENCE = 'agency-graph';
const AT_THE_DOOR = {
  scopeClaim: 'scope',
  zone: 'PARTY_WAN',
  policyNow: () => NOW,
  wallClock: Date.now,
} as const;

/** A caller outside the block, who reads under an agreement that leaves out one field. */
const AGREEMENT = heldAgreement(
  'AG-0001',
  [
    ...['me', 'user', 'users', 'topProducts'].map((name) => `Query.${name}`),
    ...['id', 'name', 'username', 'reviews'].map((name) => `User.${name}`),
    'Product',
    'Review',
  ],
  { steward: 'BTCTW', purposes: new Set([PURPOSE]) },
);

/** The account directory in memory: the real one reads an account from its database at most once a second. */
export const directory = (issuerKey: KeyObject): DirectoryParts => ({
  ...AT_THE_DOOR,
  kind: 'directory',
  isPurpose: (purpose) => purpose === PURPOSE,
  issuers: new Map([
    [
      ISSUER,
      {
        config: {
          issuer: ISSUER,
          jwks: { kind: 'file', file: 'issuer.jwks.json' },
          algorithms: ['ES256'],
          audience: AUDIENCE,
          development: false,
        },
        findKey: async () => issuerKey,
      },
    ],
  ]),
  accounts: {
    find: async (_issuer, subject) => ({
      id: `A-${subject}`,
      kind: 'PERSON',
      memberId: null,
      orgId: 'MOHA',
      inForce: true,
      functions: new Set(['OFFICE']),
      clearance: 'CONFIDENTIAL',
      compartments: [],
      purposes: [PURPOSE],
    }),
  },
  agreements: {
    followTo: async () => {},
    heldBy: async () => ({ inForce: [AGREEMENT], lapsed: [] }),
    published: () => [],
    problems: () => [],
    reread: () => {},
  },
  emergency: async () => null,
  organisations: {
    find: () => ({ path: 'GOV.MOHA', status: 'ACTIVE', block: 'STATE', level: 'CENTRAL', version: 1 }),
    at: () => undefined,
    under: () => [],
    stands: () => true,
    version: 1,
    refresh: async () => {},
  },
});

/** Without access control a token says all there is; without a key none is asked for. */
export const tokens = (issuerKey: KeyObject | null): TokenParts => ({
  ...AT_THE_DOOR,
  kind: 'tokens',
  trusted:
    issuerKey === null
      ? []
      : [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], findKey: async () => issuerKey }],
  required: issuerKey !== null,
});

const KEYS = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The issuer's public key, as a gateway process reads it. */
export const issuerPem = (): string => KEYS.publicKey.export({ format: 'pem', type: 'spki' }) as string;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEAD = part({ alg: 'ES256', typ: 'at+jwt', kid: 'bench' });

/** A token that was never used before, of one of a hundred accounts. */
export function newToken(at: number): string {
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: `s${at % ACCOUNTS}`, jti: randomUUID(), iat, exp: iat + 600 };
  const text = `${HEAD}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key: KEYS.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
