// What the wire costs, in microseconds per call: `node tests/contract/admission.bench.mjs`, after a build.
import {
  createAdmission,
  createContextSigner,
  createProver,
  createReplayStore,
  generateKeys,
  named,
  publicJwk,
  queryHash,
} from '@agency-graph/contract';

const CALLS = 3_000;
const [signing, agreement, members] = [generateKeys(), generateKeys(), generateKeys()];
const signer = createContextSigner({ iss: 'gateway-1', signingKey: named(signing.privateKey) });
const prover = createProver({
  iss: 'gateway-1',
  aud: 'members',
  agreementKey: named(agreement.privateKey),
  subgraphKey: named(members.publicKey),
});
const admission = createAdmission({
  audience: 'members',
  gatewayKeys: { keys: [publicJwk(signing.publicKey, 'sig'), publicJwk(agreement.publicKey, 'enc')] },
  agreementKeys: [named(members.privateKey)],
  replayStore: createReplayStore(),
});
const claims = {
  aud: 'members',
  sub: 'q1dL0SdKo4sGJcbO0gXmGZSAgtVcW7mX3kWb4pQw1qA',
  org: { id: 'o-07', path: 'TW.G07', block: 'PARTY' },
  fn: ['ORG_WORK'],
  clr: 'CONFIDENTIAL',
  cmp: ['NHAN_SU'],
  zone: 'PARTY_WAN',
  pur: 'MEMBER_ADMIN',
  pol: 'p-1',
  sch: 's-1',
  now: '2026-03-15T09:00:00+07:00',
  rows: { Member: { kind: 'under', field: 'rowCellPath', paths: ['TW.G07'] } },
  reg: 4711,
  qs: ['{ a }', '{ b }', '{ c }'].map(queryHash),
  txn: 't-1',
};
const http = { method: 'POST', target: '/graphql', host: '127.0.0.1:4002', body: Buffer.alloc(2_000, 'a') };

function proven({ jws, context }, n) {
  const proof = prover.prove({ ...http, jti: context.jti, iat: context.iat, n });
  return { ...http, headers: { 'agency-context': jws, 'agency-proof': proof } };
}
async function timed(what, items, call) {
  const from = performance.now();
  const made = [];
  for (const [i, item] of items.entries()) made.push(await call(item, i));
  console.log(`${what}: ${(((performance.now() - from) / items.length) * 1_000).toFixed(1)} µs`);
  return made;
}
async function admit(request) {
  if ((await admission.admit(request)).kind !== 'admitted') throw new Error('refused');
}

for (const round of ['warm-up', 'measured']) {
  console.log(round);
  const contexts = await timed('sign a context', Array.from({ length: CALLS }), () => signer.sign(claims));
  const requests = await timed('prove a request', contexts, (context) => proven(context, 0));
  await timed('admit, context new', requests, admit);
  const one = signer.sign(claims);
  await admit(proven(one, 0));
  const more = Array.from({ length: CALLS }, (_, i) => proven(one, i + 1));
  await timed('admit, context known', more, admit);
}
