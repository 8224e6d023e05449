import type { Policy } from '@agency-graph/policy';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { loggedFailure } from '../logged-failure.js';
import type { SubgraphClient } from '../execute/subgraph-client.js';
import type { CedarPolicies } from '../access/cedar.js';
import { createGeneration, type Generation } from '../supergraph/generation.js';
import { createGenerations, current, type Generations } from '../supergraph/reload.js';
import { createSpareThread, type SpareThread } from '../supergraph/planner-thread.js';
import { createLeaving } from '../supergraph/leaving.js';
import { createReloading } from '../supergraph/reloading.js';
import { stampOf, watchFiles } from '../supergraph/watch-files.js';
import type { RefusedPart, ServedState } from '../admin/running.js';
import { createClients, type Clients } from './clients.js';
import type { Followed } from './followed.js';
import { loadGraph, type LoadedGraph } from './load-graph.js';
import type { Graph, ServedSubgraph } from './read-graph.js';

/** The graph as it is served: schema, rules and where agencies are asked, changed together and without a pause. */
export interface ServedGraph {
  readonly generations: Generations;
  readonly clients: Clients;
  /**
   * Watches the files from now on. A change is in the log before the first answer under it; `served` is called once it is
   * in force. SIGHUP looks at once.
   */
  follow(served?: () => void): void;
  /** What is served, and what on disk is refused and was good before. */
  state(): ServedState;
  /** Resolves when no reload is under way and the last request on every graph before has ended. */
  close(): Promise<void>;
}

type Part = 'graph' | 'policy' | 'cedar' | 'operations';

export interface ServedGraphParts {
  readonly graph: LoadedGraph;
  /** Null for a plain graph. */
  readonly policy: Followed<Policy | null>;
  /** How `@policy` is decided. */
  readonly cedar: Followed<CedarPolicies>;
  /** Operations that are known by their hash. */
  readonly operations: Followed<unknown>;
  readonly open: (subgraph: ServedSubgraph) => SubgraphClient;
  readonly log: Logger;
}

/** Loads the graph that a process starts with, and stands ready to take over another. */
export async function serveGraph(parts: ServedGraphParts): Promise<ServedGraph> {
  const { policy, cedar, operations, log } = parts;
  let graph = parts.graph;
  let onServed = (): void => {};
  // What the files were when what is served was read from them.
  let graphStamp = stampOf(graph.files);

  const create = (
    { loaded, gateway }: LoadedGraph,
    under: Policy | null,
    policies: CedarPolicies,
    spare: SpareThread | null = null,
  ) =>
    createGeneration(
      loaded,
      under,
      gateway.executor,
      {
        directives: gateway.authorization,
        cedar: policies,
        demand: { ...gateway.demand, introspection: gateway.profile === 'production' ? 'closed' : 'open' },
      },
      spare,
    );
  const first = await create(graph, policy.served, cedar.served);
  // Whoever asks first does not wait until the planner has begun.
  await first.planner.warm([], () => Promise.resolve());
  const generations = createGenerations(first);
  const clients = createClients(parts.open);
  clients.serve(current(generations).version, graph.subgraphs);

  const refused = new Map<Part, RefusedPart>();
  const done = { since: Date.now(), taken: 0, refusals: 0, swap: null as number | null };
  /** What is on disk of one part; null where it is what is served, or cannot be: the other part is taken all the same. */
  const readPart = async <T>(part: Part, read: () => Promise<T | null>): Promise<T | null> => {
    try {
      const taken = await read();
      refused.delete(part);
      return taken;
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'it cannot be read';
      refused.set(part, { part, problem, since: refused.get(part)?.since ?? Date.now() });
      done.refusals += 1;
      log.error({ problem, part }, 'what is on disk is not taken: the last good one is served');
      return null;
    }
  };

  const leaving = createLeaving(
    () => clients.keepOnly(current(generations).version),
    (error) => log.error({ error: loggedFailure(error) }, 'the graph before is not left in order'),
  );
  const takeOver = async (spare: SpareThread): Promise<void> => {
    const before = current(generations);
    const newPolicy = await readPart('policy', async () => policy.look());
    const newCedar = await readPart('cedar', async () => cedar.look());
    // No rule or schema hangs on the manifest: it is taken at once.
    (await readPart('operations', async () => operations.look()))?.take();
    const under = newPolicy === null ? policy.served : newPolicy.now;
    const policies = newCedar === null ? cedar.served : newCedar.now;
    const newGraph = await readPart('graph', async () => {
      const stamp = stampOf(graph.files);
      if (stamp === graphStamp) return null;
      // While the graph is composed, the thread that will plan over it begins.
      spare.begin();
      const read = await loadGraph({ inBackground: true });
      refuseRestarts(graph, read);
      const same = read.loaded.version === before.version && read.gateway.executor === graph.gateway.executor;
      // Files that it names now, and did not before, are looked at from here on.
      const stampNow = read.files.join() === graph.files.join() ? stamp : stampOf(read.files);
      return { stamp: stampNow, read, generation: same ? null : await create(read, under, policies, spare) };
    });
    if (newPolicy === null && newCedar === null && newGraph === null) return;

    const rulesStay = newPolicy === null && newCedar === null;
    const next = newGraph?.generation ?? (rulesStay ? before : before.under(under, policies));
    const read = newGraph?.read ?? graph;
    const began = performance.now();
    await warm(next, before);
    clients.serve(next.version, read.subgraphs);
    newPolicy?.take();
    newCedar?.take();
    graph = read;
    graphStamp = newGraph?.stamp ?? graphStamp;
    log.info({ supergraph: next.version, policy: next.policyVersion }, 'another graph is served');
    // Not awaited: what changes on disk next, be it a right that is taken away, does not wait for the slowest request.
    leaving.leave(generations.swap(next));
    onServed();
    Object.assign(done, { since: Date.now(), taken: done.taken + 1, swap: performance.now() - began });
  };

  const reloading = createReloading(() => {
    const spare = createSpareThread();
    return takeOver(spare)
      .catch((error: unknown) => log.error({ error: loggedFailure(error) }, 'another graph is not taken'))
      .finally(() => spare.close());
  });
  const look = (): void => void reloading.request();
  let watch: { close(): void } | null = null;
  return {
    generations,
    clients,
    follow(served = () => {}) {
      onServed = served;
      process.on('SIGHUP', look);
      watch = watchFiles(() => [...graph.files, ...policy.files(), ...cedar.files(), ...operations.files()], look);
    },
    state() {
      const { version, policyVersion } = current(generations);
      return { supergraph: version, policy: policyVersion, refused: [...refused.values()], ...done };
    },
    async close() {
      process.off('SIGHUP', look);
      watch?.close();
      await reloading.close();
      await leaving.close();
    },
  };
}

/** How many of the operations asked for last are planned before a swap, and how long that may take. Milliseconds. */
const WARMED = { operations: 100, within: 400 } as const;

/** Plans what is asked for most, so that a swap does not make everybody wait for the planner at once. */
async function warm(next: Generation, before: Generation): Promise<void> {
  if (next.planner === before.planner) return;
  await next.planner.warm(before.planner.hottest(WARMED.operations), () => wait(WARMED.within));
}

/** What is read at start only: a change of it is refused, so that nobody believes it to be in force. */
function refuseRestarts(served: Graph, read: Graph): void {
  const fixed = ({ gateway }: Graph): string => JSON.stringify({ ...gateway, executor: null });
  if (fixed(served) !== fixed(read))
    throw new Error('The part `gateway` of supergraph.yaml is read when the gateway starts: restart it.');
}
