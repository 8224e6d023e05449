import {
  createAdmission,
  createContextSigner,
  createProver,
  createReplayStore,
  generateKeys,
  named,
  publicJwk,
  queryHash,
  queryIsAsked,
  type Admission,
  type AdmissionOptions,
  type ContextClaims,
  type IncomingRequest,
} from '@agency-graph/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const gateway = { signing: generateKeys(), agreement: generateKeys() };
const members = generateKeys();
const tasks = generateKeys();
const KEYS = { keys: [publicJwk(gateway.signing.publicKey, 'sig'), publicJwk(gateway.agreement.publicKey, 'enc')] };
const QUERY = '{ member(id: "m1") { fullName } }';

const CLAIMS: ContextClaims = {
  aud: 'members',
  sub: 's1',
  org: { id: 'o1', path: 'TW.G07', block: 'PARTY' },
  fn: ['ORG_WORK'],
  clr: 'SECRET',
  cmp: ['NHAN_SU'],
  zone: 'PARTY_WAN',
  pur: 'MEMBER_ADMIN',
  pol: 'p1',
  sch: 's1',
  now: '2026-03-15T09:00:00+07:00',
  rows: { Member: { kind: 'under', field: 'rowCellPath', paths: ['TW.G07'] } },
  reg: 1,
  qs: [queryHash(QUERY)],
  txn: 't1',
};

const signerAt = (clock?: () => number) =>
  createContextSigner({ iss: 'gateway-1', signingKey: named(gateway.signing.privateKey), ...(clock && { clock }) });
const signer = signerAt();
const prover = (aud = 'members', subgraph = members) =>
  createProver({
    iss: 'gateway-1',
    aud,
    agreementKey: named(gateway.agreement.privateKey),
    subgraphKey: named(subgraph.publicKey),
  });
const admission = (options: Partial<AdmissionOptions> = {}): Admission =>
  createAdmission({
    audience: 'members',
    gatewayKeys: KEYS,
    agreementKeys: [named(members.privateKey)],
    replayStore: createReplayStore(),
    ...options,
  });

function request(
  options: { claims?: Partial<ContextClaims>; n?: number; signed?: ReturnType<typeof signer.sign> } = {},
) {
  const { jws, context } = options.signed ?? signer.sign({ ...CLAIMS, ...options.claims });
  const http = {
    method: 'POST',
    target: '/graphql',
    host: 'members.example:443',
    body: Buffer.from(JSON.stringify({ query: QUERY })),
  };
  const proof = prover().prove({ ...http, jti: context.jti, iat: context.iat, n: options.n ?? 0 });
  return { ...http, headers: { 'agency-context': jws, 'agency-proof': proof } } satisfies IncomingRequest;
}

const kindOf = async (one: Admission, asked: IncomingRequest): Promise<string> => (await one.admit(asked)).kind;

test('what is signed and proven is admitted, with the context that was signed', async () => {
  const signed = signer.sign(CLAIMS);
  expect(await admission().admit(request({ signed }))).toEqual({ kind: 'admitted', context: signed.context });
});

test('a fresh replay store admits nothing twice, a shared one not even at another instance', async () => {
  const replayStore = createReplayStore();
  const [one, other] = [admission({ replayStore }), admission({ replayStore })];
  const asked = request();
  expect(await kindOf(one, asked)).toBe('admitted');
  expect(await one.admit(asked)).toEqual({ kind: 'refused', reason: 'replayed' });
  expect(await other.admit(asked)).toEqual({ kind: 'refused', reason: 'replayed' });
});

test('a replay store that cannot tell refuses', async () => {
  const down = { claim: () => Promise.reject(new Error('down')) };
  expect(await admission({ replayStore: down }).admit(request())).toEqual({
    kind: 'refused',
    reason: 'replay-store-down',
  });
});

test('a full replay store refuses rather than forgets, and empties with time', async () => {
  let now = Date.now();
  const replayStore = createReplayStore({ capacity: 3, clock: () => now });
  const one = admission({ replayStore });
  const signed = signer.sign(CLAIMS);
  for (const n of [0, 1, 2]) expect(await kindOf(one, request({ signed, n }))).toBe('admitted');
  expect(await one.admit(request({ signed, n: 3 }))).toEqual({ kind: 'refused', reason: 'replay-store-down' });
  now += 60_000;
  const second = Math.floor(now / 1000);
  expect(replayStore.claim('another', second + 30, second)).toBe(true);
  expect(replayStore.size).toBe(1);
});

test('a replay store refuses what was issued before it was made: a process that was restarted cannot tell', async () => {
  let now = Date.now();
  const clock = () => now;
  const asked = request({ signed: signerAt(clock).sign(CLAIMS) });
  expect(await kindOf(admission({ clock, replayStore: createReplayStore({ clock }) }), asked)).toBe('admitted');
  now += 2_000;
  expect(await admission({ clock, replayStore: createReplayStore({ clock }) }).admit(asked)).toEqual({
    kind: 'refused',
    reason: 'replay-store-down',
  });
});

test('a clock that is set back brings no use into its time again', async () => {
  let now = Date.now();
  const clock = () => now;
  const one = admission({ clock, replayStore: createReplayStore({ clock }) });
  const signed = signer.sign(CLAIMS);
  expect(await kindOf(one, request({ signed }))).toBe('admitted');
  now += 60_000;
  expect(await kindOf(one, request({ signed: signerAt(clock).sign(CLAIMS) }))).toBe('admitted');
  now -= 60_000;
  expect(await one.admit(request({ signed }))).toEqual({ kind: 'refused', reason: 'replay-store-down' });
});

test('a context that one subgraph got is of no use at another', async () => {
  const asked = request();
  const atTasks = createAdmission({
    audience: 'tasks',
    gatewayKeys: KEYS,
    agreementKeys: [named(tasks.privateKey)],
    replayStore: createReplayStore(),
  });
  expect((await atTasks.admit(asked)).kind).toBe('refused');
  // A subgraph holds its own private key and everyone's public ones: with those it can prove nothing in the gateway's name.
  const { jws, context } = signer.sign({ ...CLAIMS, aud: 'tasks' });
  const http = { method: 'POST', target: '/graphql', host: 'tasks.example', body: Buffer.from('{}') };
  const forger = createProver({
    iss: 'gateway-1',
    aud: 'tasks',
    agreementKey: named(members.privateKey),
    subgraphKey: named(tasks.publicKey),
  });
  const forged = forger
    .prove({ ...http, jti: context.jti, iat: context.iat, n: 0 })
    .replace(named(members.publicKey).kid, named(gateway.agreement.publicKey).kid);
  expect(await atTasks.admit({ ...http, headers: { 'agency-context': jws, 'agency-proof': forged } })).toEqual({
    kind: 'refused',
    reason: 'wrong-proof',
  });
});

test('a key that is taken out stops counting at once, for contexts already known too', async () => {
  const one = admission();
  const signed = signer.sign(CLAIMS);
  expect(await kindOf(one, request({ signed, n: 0 }))).toBe('admitted');
  const next = { signing: generateKeys(), agreement: generateKeys() };
  const both = [publicJwk(next.signing.publicKey, 'sig'), publicJwk(next.agreement.publicKey, 'enc')];
  one.useGatewayKeys({ keys: [...KEYS.keys, ...both] });
  expect(await kindOf(one, request({ signed, n: 1 }))).toBe('admitted');
  one.useGatewayKeys({ keys: both });
  expect(await one.admit(request({ signed, n: 2 }))).toEqual({ kind: 'refused', reason: 'unknown-key' });
});

test('a context that is known expires all the same', async () => {
  let now = Date.now();
  const one = admission({ clock: () => now });
  const signed = signer.sign(CLAIMS);
  expect(await kindOf(one, request({ signed, n: 0 }))).toBe('admitted');
  now += 36_000;
  expect(await one.admit(request({ signed, n: 1 }))).toEqual({ kind: 'refused', reason: 'outside-its-time' });
});

test('rows are judged by fields of any name that the contract knows, and no other', async () => {
  const rowsBy = (field: string) => ({ Member: { kind: 'under', field, paths: ['TW.G07'] } }) as const;
  const asked = (field: string) => request({ signed: signer.sign({ ...CLAIMS, rows: rowsBy(field) }) });
  expect(await kindOf(admission(), asked('row_cell_path'))).toBe('admitted');
  expect(() => asked('_rowCellPath')).toThrow('these claims are not a context');
});

test('only the query texts of the plan are asked', () => {
  const { context } = signer.sign(CLAIMS);
  expect(queryIsAsked(context, QUERY)).toBe(true);
  expect(queryIsAsked(context, `${QUERY} `)).toBe(false);
});

test.each([0, 1])('any changed byte of the body is refused (context known: %i)', async (known) => {
  const one = admission();
  const signed = signer.sign(CLAIMS);
  if (known) await one.admit(request({ signed, n: 1 }));
  const asked = request({ signed });
  await fc.assert(
    fc.asyncProperty(fc.nat(asked.body.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const body = Buffer.from(asked.body);
      body[at] = (body[at] as number) ^ by;
      expect(await kindOf(one, { ...asked, body })).toBe('refused');
    }),
  );
});

test.each(['agency-context', 'agency-proof'] as const)('any changed character of %s is refused', async (header) => {
  const one = admission();
  const asked = request();
  await fc.assert(
    fc.asyncProperty(fc.nat(asked.headers[header].length - 1), fc.constantFrom(...'Ab0_-. '), async (at, character) => {
      const value = asked.headers[header];
      const changed = value.slice(0, at) + character + value.slice(at + 1);
      fc.pre(changed !== value);
      expect(await kindOf(one, { ...asked, headers: { ...asked.headers, [header]: changed } })).toBe('refused');
    }),
    { numRuns: 300 },
  );
});

test('any other method, target or host is refused', async () => {
  const one = admission();
  const asked = request();
  const part = fc.constantFrom('method', 'target', 'host');
  await fc.assert(
    fc.asyncProperty(part, fc.string({ maxLength: 30 }), async (name, value) => {
      fc.pre(value !== asked[name as 'method']);
      expect(await kindOf(one, { ...asked, [name]: value })).toBe('refused');
    }),
  );
});

test('any other value of any claim, under the same signature, is refused', async () => {
  const one = admission();
  const asked = request();
  const [head, body, tail] = asked.headers['agency-context'].split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(claims)), fc.jsonValue(), async (claim, value) => {
      fc.pre(JSON.stringify(value) !== JSON.stringify(claims[claim]));
      const text = Buffer.from(JSON.stringify({ ...claims, [claim]: value })).toString('base64url');
      const headers = { ...asked.headers, 'agency-context': `${head}.${text}.${tail}` };
      expect(await kindOf(one, { ...asked, headers })).toBe('refused');
    }),
    { numRuns: 300 },
  );
});

test('no headers whatever make admission throw', async () => {
  const one = admission();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (context, proof) => {
      const asked = { ...request(), headers: { 'agency-context': context, 'agency-proof': proof } };
      expect(await kindOf(one, asked)).toBe('refused');
    }),
  );
});
