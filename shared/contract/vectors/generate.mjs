// Makes the wire's test vectors from fixed keys and times: `node shared/contract/vectors/generate.mjs`, after a build.
// ES256 signatures are random, so those that are stored and still hold are kept: the same code gives the same files.
import { createHmac, createPublicKey, createSecretKey, sign, verify } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  createProver,
  generateKeys,
  keyOfJwk,
  pairwisePseudonym,
  privateJwk,
  publicJwk,
  queryHash,
} from '@agency-graph/contract';
import { agree, dayOf, proofKey } from '@agency-graph/contract/proof';

const file = (name) => new URL(`${name}.json`, import.meta.url);
const stored = (name) => (existsSync(file(name)) ? JSON.parse(readFileSync(file(name), 'utf8')) : undefined);
const base64url = (data) => Buffer.from(data).toString('base64url');

const USES = {
  gatewaySigning: 'sig',
  gatewaySigningNext: 'sig',
  gatewayRetired: 'sig',
  gatewayAgreement: 'enc',
  gatewayAgreementNext: 'enc',
  subgraphAgreement: 'enc',
  subgraphAgreementNext: 'enc',
  strangerSigning: 'sig',
  strangerAgreement: 'enc',
};
const keys =
  stored('keys')?.keys ??
  Object.fromEntries(Object.entries(USES).map(([name, use]) => [name, privateJwk(generateKeys().privateKey, use)]));
const own = Object.fromEntries(Object.entries(keys).map(([name, jwk]) => [name, keyOfJwk(jwk, 'private')]));
const shown = (name) => publicJwk(own[name].key, USES[name]);
const publicKey = (name) => keyOfJwk(shown(name), 'public');

/** 2026-03-15T02:00:00Z. */
const IAT = 1_773_540_000;
const QUERY = 'query($r:[_Any!]!){_entities(representations:$r){...on Member{id fullName}}}';
const BODY = JSON.stringify({ query: QUERY, variables: { r: [{ __typename: 'Member', id: 'm1' }] } });
const CLAIMS = {
  iss: 'gateway-1',
  aud: 'members',
  sub: 'q1dL0SdKo4sGJcbO0gXmGZSAgtVcW7mX3kWb4pQw1qA',
  org: { id: 'o-07', path: 'TW.G07', block: 'PARTY' },
  fn: ['ORG_WORK'],
  clr: 'CONFIDENTIAL',
  cmp: ['NHAN_SU'],
  zone: 'PARTY_WAN',
  pol: 'p-2026-03-01',
  sch: 's-12',
  now: '2026-03-15T09:00:00+07:00',
  rows: {
    Member: {
      kind: 'all',
      of: [
        { kind: 'under', field: 'rowCellPath', paths: ['TW.G07'] },
        { kind: 'level', field: 'rowSecrecy', atMost: 'CONFIDENTIAL' },
      ],
    },
  },
  reg: 4711,
  qs: [queryHash(QUERY)],
  txn: '01J000000000000000000000AA',
  iat: IAT,
  exp: IAT + 30,
  jti: 'AAECAwQFBgcICQoLDA0ODw',
};

const storedContexts = (stored('admission')?.cases ?? []).flatMap(({ request, before = [] }) =>
  [request, ...before].flatMap(({ headers }) => headers['agency-context'] ?? []),
);
const storedSignatures = (signed) =>
  storedContexts.filter((one) => one.startsWith(`${signed}.`)).map((one) => one.slice(signed.length + 1));

/** A compact JWS of exactly this header and payload text. */
function jws(header, payload, { key = 'gatewaySigning', encoding = 'ieee-p1363', algorithm } = {}) {
  const signed = `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
  if (algorithm === 'none') return `${signed}.`;
  if (algorithm === 'HS256') {
    // The classic confusion: the public key, taken for a shared secret.
    const secret = createPublicKey(own[key].key).export({ format: 'pem', type: 'spki' });
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }
  const options = { key: own[key].key, dsaEncoding: encoding };
  const holds = (signature) => verify('sha256', Buffer.from(signed), options, Buffer.from(signature, 'base64url'));
  const signature =
    storedSignatures(signed).find(holds) ?? sign('sha256', Buffer.from(signed), options).toString('base64url');
  storedContexts.push(`${signed}.${signature}`);
  return `${signed}.${signature}`;
}

const headerOf = (key = 'gatewaySigning') => ({ alg: 'ES256', typ: 'agency-context+jwt', kid: own[key].kid });

/** One HTTP request as a gateway sends it, with whatever is to be wrong about it. */
function request({
  claims = {},
  header = headerOf(),
  payload = JSON.stringify({ ...CLAIMS, ...claims }),
  signing = {},
  prover = {},
  proven = {},
  proof = (value) => value,
  sent = {},
  headers = {},
} = {}) {
  const all = { ...CLAIMS, ...claims };
  const made = createProver({
    iss: prover.iss ?? all.iss,
    aud: prover.aud ?? all.aud,
    agreementKey: own[prover.agreement ?? 'gatewayAgreement'],
    subgraphKey: publicKey(prover.subgraph ?? 'subgraphAgreement'),
  });
  const http = { method: 'POST', target: '/graphql', host: '127.0.0.1:4002', body: BODY, ...sent };
  const what = { ...http, ...proven };
  const value = made.prove({ jti: all.jti, iat: all.iat, n: 0, ...what, body: Buffer.from(what.body) });
  return {
    method: http.method,
    target: http.target,
    host: http.host,
    headers: { 'agency-context': jws(header, payload, signing), 'agency-proof': proof(value), ...headers },
    body: Buffer.from(http.body).toString('base64'),
  };
}

const good = (says, req, more = {}) => ({ says, expect: 'admitted', at: IAT + 1, ...more, request: req });
const bad = (says, reason, req, more = {}) => ({ says, expect: 'refused', reason, at: IAT + 1, ...more, request: req });
const without = (claim) => JSON.stringify({ ...CLAIMS, [claim]: undefined });
const withText = (from, to) => JSON.stringify(CLAIMS).replace(from, to);
const nested = (depth) => (depth === 0 ? { kind: 'always' } : { kind: 'all', of: [nested(depth - 1)] });
const MIDNIGHT = Date.UTC(2026, 2, 16) / 1000;

const cases = [
  good('a context with what every context has', request()),
  good('every optional claim', request({ claims: { act: 'u-1', mem: 'm1', pur: 'MEMBER_ADMIN', case: 'HS-2026/14' } })),
  good('a text that is not ASCII', request({ claims: { case: 'Hồ sơ số 14' } })),
  good(
    'a body that is not ASCII',
    request({ sent: { body: '{"query":"{__typename}","variables":{"tên":"Nguyễn"}}' } }),
  ),
  good('an empty body', request({ sent: { body: '' } })),
  good('an eighth request under one context', request({ proven: { n: 7 } })),
  good('a second request under one context', request({ proven: { n: 1 } }), { before: [request()] }),
  good('no row conditions and no queries', request({ claims: { rows: {}, qs: [] } })),
  good('a context issued 5 s ahead of our clock', request(), { at: IAT - 5 }),
  good('a context that expired 4 s ago by our clock', request(), { at: IAT + 34 }),
  good(
    'the gateway’s next signing key, in the overlap',
    request({ header: headerOf('gatewaySigningNext'), signing: { key: 'gatewaySigningNext' } }),
  ),
  good('the gateway’s next agreement key, in the overlap', request({ prover: { agreement: 'gatewayAgreementNext' } })),
  good('our next agreement key, in the overlap', request({ prover: { subgraph: 'subgraphAgreementNext' } })),
  good(
    'issued before midnight UTC, received after: the day is that of iat',
    request({ claims: { iat: MIDNIGHT - 2, exp: MIDNIGHT + 28 } }),
    { at: MIDNIGHT + 3 },
  ),
  good('a query string in the target', request({ sent: { target: '/graphql?trace=1' } })),

  bad('no context', 'no-context', request({ headers: { 'agency-context': undefined } })),
  bad('a context sent twice', 'no-context', {
    ...request(),
    headers: {
      ...request().headers,
      'agency-context': [request().headers['agency-context'], request().headers['agency-context']],
    },
  }),
  bad('no proof', 'no-proof', request({ headers: { 'agency-proof': undefined } })),
  bad('a proof of another version', 'malformed-proof', request({ proof: (value) => value.replace('v1', 'v2') })),
  bad('n with a leading zero', 'malformed-proof', request({ proof: (value) => value.replace('v1 0', 'v1 00') })),
  bad('n below zero', 'malformed-proof', request({ proof: (value) => value.replace('v1 0', 'v1 -1') })),
  bad('a MAC with padding', 'malformed-proof', request({ proof: (value) => `${value}=` })),
  bad('a MAC cut short', 'malformed-proof', request({ proof: (value) => value.slice(0, -1) })),
  bad('a proof with something after it', 'malformed-proof', request({ proof: (value) => `${value} x` })),
  bad(
    'alg none',
    'malformed-context',
    request({ header: { ...headerOf(), alg: 'none' }, signing: { algorithm: 'none' } }),
  ),
  bad(
    'alg HS256',
    'malformed-context',
    request({ header: { ...headerOf(), alg: 'HS256' }, signing: { algorithm: 'HS256' } }),
  ),
  bad('an unknown critical extension', 'malformed-context', request({ header: { ...headerOf(), crit: ['x'], x: 1 } })),
  bad(
    'a key in the header',
    'malformed-context',
    request({
      header: { ...headerOf('strangerSigning'), jwk: shown('strangerSigning') },
      signing: { key: 'strangerSigning' },
    }),
  ),
  bad('another typ', 'malformed-context', request({ header: { ...headerOf(), typ: 'at+jwt' } })),
  bad('no typ', 'malformed-context', request({ header: { alg: 'ES256', kid: own.gatewaySigning.kid } })),
  bad('a signature in DER', 'malformed-context', request({ signing: { encoding: 'der' } })),
  bad('an unknown claim', 'malformed-context', request({ claims: { admin: true } })),
  bad('a claim written twice', 'malformed-context', request({ payload: withText('"clr":', '"clr":"SECRET","clr":') })),
  bad('white space in the payload', 'malformed-context', request({ payload: JSON.stringify(CLAIMS, null, 1) })),
  bad('a payload that is a list', 'malformed-context', request({ payload: '[]' })),
  ...Object.keys(CLAIMS).map((claim) => bad(`no ${claim}`, 'malformed-context', request({ payload: without(claim) }))),
  bad('a level that does not exist', 'malformed-context', request({ claims: { clr: 'HIGH' } })),
  bad('a compartment that does not exist', 'malformed-context', request({ claims: { cmp: ['KHAC'] } })),
  bad('a number as text', 'malformed-context', request({ payload: withText('"reg":4711', '"reg":"4711"') })),
  bad('a register version below zero', 'malformed-context', request({ claims: { reg: -1 } })),
  bad(
    'a path with an empty segment',
    'malformed-context',
    request({ claims: { org: { ...CLAIMS.org, path: 'TW..G07' } } }),
  ),
  bad('a control character in a text', 'malformed-context', request({ claims: { case: 'a\nb' } })),
  bad('a jti of fewer than 128 bits', 'malformed-context', request({ claims: { jti: 'AAECAwQFBgcICQoLDA0O' } })),
  bad(
    'an unknown row condition',
    'malformed-context',
    request({ claims: { rows: { Member: { kind: 'like', field: 'name', value: '%' } } } }),
  ),
  bad('a row condition nested too deep', 'malformed-context', request({ claims: { rows: { Member: nested(9) } } })),
  bad(
    'an unknown kid',
    'unknown-key',
    request({ header: headerOf('strangerSigning'), signing: { key: 'strangerSigning' } }),
  ),
  bad(
    'a retired kid',
    'unknown-key',
    request({ header: headerOf('gatewayRetired'), signing: { key: 'gatewayRetired' } }),
  ),
  bad('a proof under an unknown agreement key', 'unknown-key', request({ prover: { agreement: 'strangerAgreement' } })),
  bad('for another subgraph', 'wrong-audience', request({ claims: { aud: 'tasks' } })),
  bad('expired 5 s ago', 'outside-its-time', request(), { at: IAT + 35 }),
  bad('issued 6 s from now', 'outside-its-time', request(), { at: IAT - 6 }),
  bad('a life of 31 s', 'outside-its-time', request({ claims: { exp: IAT + 31 } })),
  bad('a life of nothing', 'outside-its-time', request({ claims: { exp: IAT } })),
  bad('one byte of the body changed', 'wrong-proof', request({ proven: { body: BODY.replace('m1', 'm2') } })),
  bad('a space after the body', 'wrong-proof', request({ sent: { body: `${BODY} ` }, proven: { body: BODY } })),
  bad('another method', 'wrong-proof', request({ proven: { method: 'PUT' } })),
  bad('another path', 'wrong-proof', request({ proven: { target: '/graphql/' } })),
  bad(
    'another query string',
    'wrong-proof',
    request({ sent: { target: '/graphql?a=2' }, proven: { target: '/graphql?a=1' } }),
  ),
  bad('another host', 'wrong-proof', request({ proven: { host: 'members.example' } })),
  bad('another n', 'wrong-proof', request({ proof: (value) => value.replace('v1 0', 'v1 1') })),
  bad('a proof for another context', 'wrong-proof', request({ proven: { jti: 'Dw4NDAsKCQgHBgUEAwIBAA' } })),
  bad('a proof by another gateway node', 'wrong-proof', request({ prover: { iss: 'gateway-2' } })),
  bad('a proof to another subgraph', 'wrong-proof', request({ prover: { aud: 'tasks' } })),
  bad('a proof under yesterday’s key', 'wrong-proof', request({ proven: { iat: IAT - 86_400 } })),
  bad('a line feed in the host, to move a boundary', 'malformed-proof', { ...request(), host: '127.0.0.1:4002\nx' }),
  bad('signed by a stranger under a known kid', 'wrong-signature', request({ signing: { key: 'strangerSigning' } })),
  bad('the same request again', 'replayed', request(), { before: [request()] }),
];

const agreed = agree(own.gatewayAgreement, publicKey('subgraphAgreement'));
const parties = {
  gatewayKid: own.gatewayAgreement.kid,
  subgraphKid: own.subgraphAgreement.kid,
  iss: 'gateway-1',
  aud: 'members',
  day: dayOf(IAT),
};
const derivation = {
  says: 'Each step from two key pairs to the value of one Agency-Proof header.',
  ecdh: agreed.toString('hex'),
  salt: 'agency-graph/wire/v1',
  info: Object.values(parties).join('\n'),
  key: proofKey(agreed, parties).toString('hex'),
  message: ['agency-proof/v1', CLAIMS.jti, 0, 'POST', '/graphql', '127.0.0.1:4002', queryHash(BODY)].join('\n'),
  header: request().headers['agency-proof'],
};

const hashes = ['', '{ member { id } }', '{ thành_viên }', `${QUERY}\n`].map((text) => ({
  text,
  hash: queryHash(text),
}));
const secret = Buffer.alloc(32, 7);
const pseudonyms = ['members', 'tasks'].map((subgraph) => ({
  secret: secret.toString('hex'),
  subgraph,
  account: 'a-1',
  pseudonym: pairwisePseudonym(createSecretKey(secret), subgraph, 'a-1'),
}));

/** What the files should hold, by name. */
export const vectors = {
  keys: { says: 'Test keys. Never use one elsewhere.', keys },
  admission: {
    says: 'What the subgraph "members" does with each request when its clock shows `at` (seconds since the epoch), after the requests in `before` were admitted. `body` is base64; `reason` is for our own log, outward every refusal is the same 401.',
    audience: 'members',
    gatewayKeys: {
      keys: ['gatewaySigning', 'gatewaySigningNext', 'gatewayAgreement', 'gatewayAgreementNext'].map(shown),
    },
    agreementKeys: ['subgraphAgreement', 'subgraphAgreementNext'],
    cases,
  },
  derivation,
  'query-hash': { says: 'How a query text is named in `qs`.', cases: hashes },
  pseudonym: { says: 'What an account is called towards a subgraph.', cases: pseudonyms },
};

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const [name, vector] of Object.entries(vectors))
    writeFileSync(file(name), `${JSON.stringify(vector, null, 2)}\n`);
}
