import { givenToNobody, WRITES, type Policy } from '@agency-graph/policy';
import type { Logger } from 'pino';
import { permittedByBoth, type CedarPolicies } from '../access/cedar.js';
import type { ServedState } from '../admin/running.js';
import type { SubgraphClient } from '../execute/subgraph-client.js';
import { loggedFailure } from '../logged-failure.js';
import { createLeaving } from '../supergraph/leaving.js';
import { createSpareThread, type SpareThread } from '../supergraph/planner-thread.js';
import { createGenerations, current, type Generations } from '../supergraph/reload.js';
import { createReloading } from '../supergraph/reloading.js';
import { areAsSeen, watchFiles } from '../supergraph/watch-files.js';
import { createClients, type Clients } from './clients.js';
import { closesOnly } from './closes-only.js';
import type { Followed } from './followed.js';
import { loadGraph, NotLoaded, TooCostly, type LoadedGraph, type ReachedSubgraph } from './load-graph.js';
import { prepare, refuseMisfits, type Prepared, type Rules, type Served } from './prepare-graph.js';
import { readForRules, refuseRestarts, UNREST } from './read-for-rules.js';
import { createRefusedParts, type Look } from './refused-parts.js';

/** The graph as it is served: schema, rules and where agencies are asked, changed together and without a pause. */
export interface ServedGraph {
  readonly generations: Generations;
  readonly clients: Clients;
  /**
   * Watches the files from now on. A change is in the log before the first answer under it; `whenServed` is called once it
   * is in force. SIGHUP looks at once.
   */
  follow(whenServed?: () => void): void;
  /** What is served, and what on disk is refused and was good before. */
  state(): ServedState;
  /** Gives up a graph that is being read. Resolves when the last request on every graph before has ended. */
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
  readonly open: (subgraph: ReachedSubgraph) => SubgraphClient;
  /** Today by the policy clock: rules that have ended may name what has gone since. */
  readonly today: () => string;
  readonly log: Logger;
  /** Loads what the graph's files say now, until it is told to give up; on a thread of its own unless told otherwise. */
  readonly load?: (signal: AbortSignal) => Promise<LoadedGraph>;
}

/** Loads the graph that a process starts with, and stands ready to take over another. */
export async function serveGraph(parts: ServedGraphParts): Promise<ServedGraph> {
  const { policy, cedar, operations, today, log } = parts;
  const { load = (signal: AbortSignal) => loadGraph({ inBackground: true, signal }) } = parts;
  const closing = new AbortController();
  const clients = createClients(parts.open);
  const graph = await readForRules(parts, () => load(closing.signal));
  const first = await prepare({ clients, today }, graph, { policy: policy.served, cedar: cedar.served }, null, null);
  tellGivenToNobody(first, today(), log);
  first.clients.serve(first.generation.version);
  const generations = createGenerations(first.generation);
  let served: Served = first;
  /** The rules that were served with a graph while it was the one on disk: what others open is told beside these. */
  let settled: Rules = first.rules;
  /** The graph's files as they were looked at last, whether it was taken or not. */
  let { seen } = served.graph;
  let tooCostly: TooCostly | null = null;
  let onServed = (): void => {};

  const refusedParts = createRefusedParts<Part>(log);
  const done = { since: Date.now(), taken: 0, swap: null as number | null };
  const leaving = createLeaving(
    () => clients.keepOnly(current(generations).version),
    (error) => log.error({ error: loggedFailure(error) }, 'the graph before is not left in order'),
  );

  /** The graph that is on disk; null where it is the one that is served. */
  const readGraph = async (spare: SpareThread): Promise<LoadedGraph | null> => {
    if (areAsSeen(served.graph.seen)) return null;
    // No change of the rules waits for it a second time.
    if (tooCostly !== null && areAsSeen(tooCostly.seen)) throw tooCostly;
    // While the graph is composed, the thread that will plan over it begins.
    spare.begin();
    try {
      const read = await load(closing.signal);
      seen = read.seen;
      refuseRestarts(served.graph, read);
      return read;
    } catch (error) {
      if (closing.signal.aborted) return null;
      // What it names may be what is missing, and is looked at from here on.
      if (error instanceof NotLoaded) seen = error.seen;
      if (error instanceof TooCostly) tooCostly = error;
      throw error;
    }
  };

  /**
   * Rules may be taken without the graph, and one without the other: whoever loses a right does not wait until all is
   * mended. What they open may be meant for the labels on disk alone: while others are served, they open nothing that was
   * not open before, and what they close by mistake can be taken back.
   */
  const rulesAlone = async (look: Look<Part>, now: Rules, isBehindDisk: boolean): Promise<Prepared | null> => {
    const before = served.rules;
    const fits = await look.attempt(['policy'], () => {
      refuseMisfits(served.graph, now.policy, today());
      if (isBehindDisk && now.policy !== before.policy) refuseOpening(now.policy, settled.policy);
      return true;
    });
    const rules = {
      policy: fits === null ? before.policy : now.policy,
      cedar: isBehindDisk ? closedBy(look, now.cedar, before.cedar) : now.cedar,
    };
    const changed = (['policy', 'cedar'] as const).filter((part) => rules[part] !== before[part]);
    if (changed.length === 0) return null;
    return look.attempt(changed, () => prepare({ clients, today }, served.graph, rules, served, null));
  };

  /** Other Cedar policies beside the settled ones: what they open cannot be told from their text, but both can be asked. */
  const closedBy = (look: Look<Part>, now: CedarPolicies, before: CedarPolicies): CedarPolicies => {
    if (now === before) return before;
    if (now.version !== settled.cedar.version) {
      const waits = `What these policies open ${WAITS}; until then they permit only what those before did.`;
      look.refuse(['cedar'], new Error(waits));
    }
    const both = permittedByBoth(settled.cedar, now);
    // What was taken at an earlier look is not served anew.
    return both.version === before.version ? before : both;
  };

  const takeOver = async (spare: SpareThread): Promise<void> => {
    const look = refusedParts.look();
    // The rules are looked at after the graph was read: what was written before it is then seen with it.
    const read = await look.attempt(['graph'], () => readGraph(spare));
    if (closing.signal.aborted) return;
    const newPolicy = await look.attempt(['policy'], () => policy.look());
    const newCedar = await look.attempt(['cedar'], () => cedar.look());
    // No rule or schema hangs on the manifest: it is taken at once.
    (await look.attempt(['operations'], () => operations.look()))?.take();

    // What was taken of them may be open only beside the ones before: it does not come back for a file that is refused.
    const lastGood = look.refuses('cedar') ? served.rules.cedar : cedar.served;
    const rules: Rules = {
      policy: newPolicy === null ? policy.served : newPolicy.now,
      cedar: newCedar === null ? lastGood : newCedar.now,
    };
    const began = performance.now();
    const haveRulesChanged = rules.policy !== served.rules.policy || rules.cedar !== served.rules.cedar;
    const whole =
      read &&
      (await look.attempt(['graph'], () => {
        refuseUnderOldRules(look);
        // Rules that were written with a still newer graph are not served with this one, which is read again.
        if (haveRulesChanged && !areAsSeen(read.seen)) throw new Error(`${UNREST}: it is read again once they do.`);
        return prepare({ clients, today }, read, rules, served, spare);
      }));
    const isBehindDisk = whole === null && !areAsSeen(served.graph.seen);
    const prepared = whole ?? (await rulesAlone(look, rules, isBehindDisk));
    look.end();
    if (!isBehindDisk) settled = (prepared ?? served).rules;
    if (prepared === null) return;
    if (prepared.rules.policy === newPolicy?.now) newPolicy?.take();
    newCedar?.take();
    swapIn(prepared);
    done.swap = performance.now() - began;
    onServed();
  };

  /** All that may fail was done before: nothing of it is served without the rest. */
  const swapIn = (prepared: Prepared): void => {
    const { generation } = prepared;
    tellGivenToNobody(prepared, today(), log);
    prepared.clients.serve(generation.version);
    served = prepared;
    log.info({ supergraph: generation.version, policy: generation.policyVersion }, 'another graph is served');
    // Not awaited: what changes on disk next, be it a right that is taken away, does not wait for the slowest request.
    leaving.leave(generations.swap(generation));
    Object.assign(done, { since: Date.now(), taken: done.taken + 1 });
  };

  const reloading = createReloading(() => {
    const spare = createSpareThread();
    return takeOver(spare)
      .catch((error: unknown) => log.error({ error: loggedFailure(error) }, 'another graph is not taken'))
      .finally(() => spare.close());
  });
  const requestReload = (): void => void reloading.request();
  const graphFiles = (): ReadonlySet<string> => new Set([...served.graph.seen.files, ...seen.files]);
  let watch: { close(): void } | null = null;
  return {
    generations,
    clients,
    follow(whenServed = () => {}) {
      onServed = whenServed;
      process.on('SIGHUP', requestReload);
      const files = (): string[] => [...graphFiles(), ...policy.files(), ...cedar.files(), ...operations.files()];
      watch = watchFiles(files, requestReload);
      // What changed since it was read for the start.
      requestReload();
    },
    state() {
      const { version, policyVersion } = current(generations);
      const refused = { refused: refusedParts.list(), refusals: refusedParts.count };
      return { supergraph: version, policy: policyVersion, ...refused, ...done };
    },
    async close() {
      process.off('SIGHUP', requestReload);
      watch?.close();
      closing.abort();
      await reloading.close();
      await leaving.close();
    },
  };
}

/** What nobody may read or call is told before it is served: agreements may share a type all the same, and no change. */
function tellGivenToNobody({ graph: { ground, loaded }, rules: { policy } }: Served, day: string, log: Logger): void {
  const told = policy === null ? [] : givenToNobody(policy, { ...ground, labels: loaded.labels }, day);
  const coordinates = told.map(({ coordinate }) => coordinate);
  if (told.length === 0) return;
  const level = told.some(({ coordinate }) => coordinate.startsWith(`${WRITES}.`)) ? 'warn' : 'info';
  log[level]({ coordinates }, 'no line of the scope table gives these to anybody');
}

const WAITS = 'waits for the schemas on disk, which are not served: mend them, or take them back';

function refuseOpening(now: Policy | null, before: Policy | null): void {
  if (now === before || (now !== null && before !== null && closesOnly(now, before))) return;
  throw new Error(`The policy may open something, and ${WAITS}.`);
}

/** Labels of a new schema may count on rules that are not there yet. */
function refuseUnderOldRules(look: Look<Part>): void {
  const refused = (['policy', 'cedar'] as const).find((part) => look.refuses(part));
  if (refused !== undefined) throw new Error(`The graph waits for the part \`${refused}\`, which is refused.`);
}
