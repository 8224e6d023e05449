import {
  ALWAYS,
  createContextSigner,
  createProver,
  ensureKeys,
  loadGatewayPrivateKeys,
  loadPublicKey,
  queryHash,
  type ContextClaims,
} from '@agency-graph/contract';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

const GATEWAY = 'gateway-1';

/** The caller of a test that names no other: the Central Office at the world's clock, with every row of every type. */
const DEFAULT_CALLER: Omit<ContextClaims, 'aud' | 'qs' | 'txn' | 'rows'> = {
  sub: 'caller-1',
  org: { id: 'VPTW', path: 'TW.VPTW', block: 'PARTY' },
  fn: ['OFFICE'],
  clr: 'SECRET',
  cmp: [],
  zone: 'PARTY_WAN',
  pur: 'TASK_MONITORING',
  pol: 'policy-1',
  sch: 'supergraph-1',
  now: '2026-03-15T09:00:00+07:00',
  reg: 1,
};

/** What a test says of the caller; the rest is the default caller's. */
export type Caller = Partial<Omit<ContextClaims, 'aud' | 'qs' | 'txn'>>;

/** The gateway's end of the wire, with keys of its own: signs what it asks, as the real one does. */
export interface TestGateway {
  post(url: string, body: { query: string; variables?: unknown }, caller?: Caller): Promise<Response>;
}

/** Makes missing keys of the gateway and of this subgraph in `keysDirectory`. `types` get every row unless the caller says. */
export function testGateway(subgraph: string, keysDirectory: string, types: readonly string[]): TestGateway {
  ensureKeys(keysDirectory, { gateway: true, subgraphs: [subgraph] });
  const { signing, agreement } = loadGatewayPrivateKeys(keysDirectory);
  const signer = createContextSigner({ iss: GATEWAY, signingKey: signing });
  const prover = createProver({
    iss: GATEWAY,
    aud: subgraph,
    agreementKey: agreement,
    subgraphKey: loadPublicKey(join(keysDirectory, `${subgraph}.pub`)),
  });
  const everyRow = Object.fromEntries(types.map((type) => [type, ALWAYS]));
  return {
    post(url, { query, variables }, caller = {}) {
      const { jws, context } = signer.sign({
        ...DEFAULT_CALLER,
        rows: everyRow,
        ...caller,
        aud: subgraph,
        qs: [queryHash(query)],
        txn: randomUUID(),
      });
      const body = Buffer.from(JSON.stringify({ query, variables }));
      const { host, pathname: target } = new URL(url);
      const { jti, iat } = context;
      const proof = prover.prove({ method: 'POST', target, host, body, jti, iat, n: 0 });
      const headers = { 'content-type': 'application/json', 'agency-context': jws, 'agency-proof': proof };
      return fetch(url, { method: 'POST', headers, body });
    },
  };
}
