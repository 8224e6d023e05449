import {
  createContextSigner,
  createProver,
  ensureKeys,
  loadGatewayPrivateKeys,
  loadPublicKey,
  type ContextClaims,
} from '@agency-graph/contract';
import { DEFAULT_LIMITS, type SubgraphLimits } from '@agency-graph/composition';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SubgraphFailure } from '../../../gateway/src/execute/agency/failure.js';
import { signed } from '../../../gateway/src/execute/wire-headers.js';
import { createSubgraphClient, type Outcome, type Question } from '../../../gateway/src/execute/subgraph-client.js';
import type { Patience } from '../../../gateway/src/patience.js';
import { serveRatings, type Ratings } from './ratings.js';

export const QUERY: Question = {
  query: '{ best { id rating } }',
  operationName: undefined,
  variables: {},
  mutation: false,
};
export const MUTATION: Question = {
  query: 'mutation { rate }',
  operationName: undefined,
  variables: {},
  mutation: true,
};

export const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** The gateway's client of one agency, over the real wire to an agency that does as a test says. */
export interface ClientUnderTest {
  readonly agency: Ratings;
  /** Asks once as one request of a caller would: what came, or the kind of the failure. */
  ask(question?: Question, options?: { readonly caller?: string } & Partial<Patience>): Promise<string>;
  /** What came of each attempt, as it is counted. */
  readonly outcomes: readonly Outcome[];
  state(): { readonly breaker: string; readonly inFlight: number; readonly waiting: number };
  close(): Promise<void>;
}

/** `way` leads to the agency's port by another one. */
export async function clientUnderTest(
  limits: Partial<SubgraphLimits> = {},
  way: (port: number) => Promise<number> = (port) => Promise.resolve(port),
): Promise<ClientUnderTest> {
  const agency = await serveRatings();
  const url = `http://127.0.0.1:${await way(agency.port)}/graphql`;
  const keys = mkdtempSync(join(tmpdir(), 'client-under-test-'));
  ensureKeys(keys, { gateway: true, subgraphs: ['ratings'] });
  const { signing, agreement } = loadGatewayPrivateKeys(keys);
  const subgraphKey = loadPublicKey(join(keys, 'ratings.pub'));
  const outcomes: Outcome[] = [];
  const client = createSubgraphClient(
    { url, limits: { ...DEFAULT_LIMITS, ...limits } },
    signed(
      createContextSigner({ iss: 'gateway-1', signingKey: signing }),
      createProver({ iss: 'gateway-1', aud: 'ratings', agreementKey: agreement, subgraphKey }),
    ),
    (outcome) => void outcomes.push(outcome),
  );
  return {
    agency,
    async ask(question = QUERY, { caller = 'caller-1', deadline = performance.now() + 5_000, gone = NEVER } = {}) {
      try {
        const { data } = await client.open(() => claimsOf(caller), { deadline, gone, caller, trace: TRACE })(question);
        return JSON.stringify(data);
      } catch (failure) {
        if (failure instanceof SubgraphFailure) return failure.kind;
        throw failure;
      }
    },
    outcomes,
    state: () => client.state(),
    async close() {
      await agency.close();
      await client.close();
      rmSync(keys, { recursive: true });
    },
  };
}

const NEVER = new AbortController().signal;

const claimsOf = (sub: string): ContextClaims => ({
  aud: 'ratings',
  sub,
  org: { id: 'VPTW', path: 'TW.VPTW', block: 'PARTY' },
  fn: [],
  clr: 'UNCLASSIFIED',
  cmp: [],
  zone: 'INTERNET',
  pol: 'policy-1',
  sch: 'supergraph-1',
  now: '2026-03-15T09:00:00+07:00',
  rows: {},
  reg: 1,
  qs: [],
  txn: 'txn-1',
});
