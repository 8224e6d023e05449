import { DEFAULT_LIMITS } from '@agency-graph/composition';
import {
  createContextSigner,
  createProver,
  ensureKeys,
  loadGatewayPrivateKeys,
  loadPublicKey,
} from '@agency-graph/contract';
import {
  answer,
  createAgencies,
  createGenerations,
  createPersisted,
  createServer,
  createSubgraphClient,
  Metrics,
  openWriter,
  signed,
  turnAway,
  UNSIGNED,
  type Rooms,
} from '@agency-graph/gateway/rooms';
import {
  createGeneration,
  UNCOUNTED,
  unknownIn,
  type AuditWriter,
  type Intent,
  type Receipt,
  type RefusalReceipt,
} from '@agency-graph/gateway/steps';
import { createPublicKey, createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directory, tokens } from './directory.js';
import { loadApart } from './load-apart.js';
import { SUBGRAPHS } from './schemas.js';
import { smallPolicy } from '../../support/small-policy.js';
import type { GatewayOrder, Switches } from './switches.js';

// One agency answers for all connections here: what would protect it from them is not what is measured.
const LIMITS = {
  ...DEFAULT_LIMITS,
  timeoutMs: 10_000,
  responseBytes: 32 * 1024 * 1024,
  requestsPerSecond: 1_000_000,
  pending: 10_000,
};
const NODE = 'gateway-1';

const POLICY = smallPolicy({
  grants: [],
  needByGrant: ['User', 'Review'],
  ceilings: { STATE_NETWORK: 'CONFIDENTIAL' },
});

/** Our gateway with its real rooms, over the benchmark's subgraphs; the log and keys are in a folder of its own. */
export async function startOurs(order: GatewayOrder, switches: Switches): Promise<string> {
  const rooms = await openRooms(order, switches);
  const app = createServer({
    answer: (received) => answer(received, rooms),
    turnAway: (refusal, received) => turnAway(refusal, received, rooms),
    cutShort: () => {},
    notReady: () => null,
  });
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
}

async function openRooms({ directory: folder, subgraphs }: GatewayOrder, switches: Switches): Promise<Rooms> {
  ensureKeys(folder, { gateway: true, subgraphs: [...SUBGRAPHS] });
  const keys = loadGatewayPrivateKeys(folder);
  const signer = createContextSigner({ iss: NODE, signingKey: keys.signing });
  const clients = new Map(
    SUBGRAPHS.map((name) => {
      const subgraphKey = loadPublicKey(join(folder, `${name}.pub`));
      const prover = createProver({ iss: NODE, aud: name, agreementKey: keys.agreement, subgraphKey });
      const endpoint = { url: `http://127.0.0.1:${subgraphs}/${name}`, limits: LIMITS };
      return [name as string, createSubgraphClient(endpoint, switches.wire ? signed(signer, prover) : UNSIGNED)];
    }),
  );
  const issuerKey = createPublicKey(readFileSync(join(folder, 'issuer.pem')));
  const failed = (what: unknown): void => void process.stderr.write(`${String(what)}\n`);
  return {
    generations: createGenerations(await openGeneration(switches)),
    persisted: createPersisted(() => UNPERSISTED),
    audit: switches.audit ? await openLog(folder) : UNRECORDED,
    agencies: createAgencies({
      clients: { of: () => clients, close: async () => {} },
      own: null,
      pseudonymSecret: createSecretKey(randomBytes(32)),
      register: { version: 1, stands: () => true },
      failed: (_subgraph, cause) => failed(cause),
    }),
    volume: UNCOUNTED,
    refusals: { response: 'errors', log: () => {} },
    metrics: new Metrics(),
    // Agencies are told of callers that the directory knows; what of them is decided is another switch.
    identity: switches.access || switches.wire ? directory(issuerKey) : tokens(switches.token ? issuerKey : null),
    failed,
  };
}

const openLog = async (folder: string): Promise<AuditWriter> =>
  (await openWriter({ directory: join(folder, 'audit'), keys: join(folder, 'audit-keys'), origin: NODE })).writer;

/** The labelled graph; without access control the plain one, without row checks one whose rows have no labels. */
async function openGeneration({ access, rows, directives }: Switches) {
  if (directives === true) return createGeneration(await loadApart('authenticated'), null, 'compiled');
  if (!access) return createGeneration(await loadApart('plain'), null, 'compiled');
  const generation = await createGeneration(await loadApart('labelled'), POLICY, 'compiled');
  if (rows) return generation;
  const { labels } = generation.rules;
  return { ...generation, rules: { ...generation.rules, labels: { ...labels, rows: new Map() } } };
}

const UNPERSISTED = { listed: new Map<string, string>(), onlyListed: false, requireId: false, automatic: false };

let requests = 0;
/** Makes the proofs of recording that the next steps ask for, and records nothing. */
const UNRECORDED: AuditWriter = {
  intent: async (plan, _versions, { trace, client }) => {
    const { caller } = plan.permitted;
    return { txn: String((requests += 1)), plan, caller, trace, client, refersTo: null } as Intent;
  },
  outcome: async (rows) =>
    ({ position: { origin: '', index: 0, leaf: '' }, rows, unknown: unknownIn(rows) }) as Receipt,
  refused: async () => ({ position: { origin: '', index: 0, leaf: '' } }) as RefusalReceipt,
  event: () => Promise.reject(new Error('nothing happens in the benchmark')),
  shred: () => Promise.reject(new Error('nobody is erased in the benchmark')),
  account: () => '',
  log: { origin: 'bench', next: 0, published: 0, diskLow: false },
  known: () => null,
  open: () => 'CHANGED',
  inquired: () => Promise.reject(new Error('nobody asks the log in the benchmark')),
  broken: null,
  witnessed: true,
  close: async () => {},
};
