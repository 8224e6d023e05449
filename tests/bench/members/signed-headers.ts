import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  ALWAYS,
  createContextSigner,
  createProver,
  ensureKeys,
  loadGatewayPrivateKeys,
  loadPublicKey,
  queryHash,
} from '@agency-graph/contract';

const GATEWAY = 'gateway-bench';

/** The headers of one request as the gateway signs them, for a caller to whom every member is admitted. */
export type SignHeaders = (query: string, body: Buffer, host: string) => Record<string, string>;

/** Makes the keys of a gateway and of the subgraph, and signs requests to `/graphql` with them. */
export function signedHeaders(subgraph: string, keysDirectory: string): SignHeaders {
  ensureKeys(keysDirectory, { gateway: true, subgraphs: [subgraph] });
  const { signing, agreement } = loadGatewayPrivateKeys(keysDirectory);
  const signer = createContextSigner({ iss: GATEWAY, signingKey: signing });
  const prover = createProver({
    iss: GATEWAY,
    aud: subgraph,
    agreementKey: agreement,
    subgraphKey: loadPublicKey(join(keysDirectory, `${subgraph}.pub`)),
  });
  return (query, body, host) => {
    const { jws, context } = signer.sign({
      aud: subgraph,
      sub: 'bench',
      org: { id: 'BTCTW', path: 'TW.BTCTW', block: 'PARTY' },
      fn: ['ORG_WORK'],
      clr: 'SECRET',
      cmp: [],
      zone: 'PARTY_WAN',
      pur: 'MEMBER_ADMIN',
      pol: 'bench',
      sch: 'bench',
      now: '2026-03-15T09:00:00+07:00',
      rows: { Member: ALWAYS },
      reg: 1,
      qs: [queryHash(query)],
      txn: randomUUID(),
    });
    const { jti, iat } = context;
    const proof = prover.prove({ method: 'POST', target: '/graphql', host, body, jti, iat, n: 0 });
    return { 'content-type': 'application/json', 'agency-context': jws, 'agency-proof': proof };
  };
}
