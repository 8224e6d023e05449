import { ensureKeys } from '@agency-graph/contract';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { ProcessConfig } from '../../../gateway/src/config.js';
import { createSubgraphClient } from '../../../gateway/src/execute/subgraph-client.js';
import { UNSIGNED } from '../../../gateway/src/execute/wire-headers.js';
import { openCedar } from '../../../gateway/src/start/cedar.js';
import { loadFiles } from '../../../gateway/src/start/load-files.js';
import { graphOf, type LoadedGraph, type ReachedSubgraph } from '../../../gateway/src/start/load-graph.js';
import { NO_POLICY_FOLLOWED, openPolicy } from '../../../gateway/src/start/policy.js';
import { serveGraph, type ServedGraph } from '../../../gateway/src/start/served-graph.js';
import { current } from '../../../gateway/src/supergraph/reload.js';
import { writeGraph, writePolicy } from '../../gateway/fixture/gateway-process.js';
import { STATS } from '../../gateway/fixture/stats-agency.js';

/** How long a test waits for what a look at the files comes to. */
export const SOON = { timeout: 30_000, interval: 20 };

/** Cedar policies by which staff may do it, and nobody. */
export const STAFF = 'permit (principal, action == Action::"staff", resource);\n// end\n';
export const NOBODY = 'forbid (principal, action == Action::"staff", resource);\n// end\n';

export const NOBODY_ASKED = 'http://127.0.0.1:1';

/** What is refused, by part. */
export const refusedBy = (graph: ServedGraph): Readonly<Record<string, string>> =>
  Object.fromEntries(graph.state().refused.map(({ part, problem }) => [part, problem]));

/** How a test comes between a graph being read and it being served. */
export type AfterRead = (read: LoadedGraph) => LoadedGraph;

interface Logged {
  readonly level: number;
  readonly msg: string;
  readonly coordinates?: readonly string[];
}

/** A labelled graph and its policy, which are files that a test writes. */
export async function checkout({
  before = () => {},
  atStart = (read) => read,
  load = async (process_) => graphOf(await loadFiles(process_)),
}: {
  readonly before?: (directory: string) => void;
  readonly atStart?: AfterRead;
  readonly load?: (process_: ProcessConfig, signal: AbortSignal) => Promise<LoadedGraph>;
} = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'served-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const keys = join(directory, 'keys');
  writeGraph(directory, NOBODY_ASKED);
  writePolicy(directory);
  const cedar = join(directory, 'cedar');
  mkdirSync(cedar);
  writeFileSync(join(cedar, 'staff.cedar'), NOBODY);
  ensureKeys(keys, { subgraphs: ['opinions'] });
  const logged: Logged[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(JSON.parse(line) as Logged) });
  const process_ = {
    supergraphFile: join(directory, 'supergraph.yaml'),
    profile: null,
    routingUrl: () => null,
    keysElsewhere: false,
  } as Partial<ProcessConfig> as ProcessConfig;
  const read = atStart(graphOf(await loadFiles(process_)));
  before(directory);
  const opened: ReachedSubgraph[] = [];
  let afterRead: AfterRead = (graph) => graph;
  const graph = await serveGraph({
    graph: read,
    policy: openPolicy(join(directory, 'policy')),
    cedar: openCedar(cedar, { event: () => Promise.reject(new Error('nothing is undecided here')) }, log),
    today: () => '2026-03-15',
    operations: NO_POLICY_FOLLOWED,
    open(subgraph) {
      opened.push(subgraph);
      return createSubgraphClient(subgraph, UNSIGNED);
    },
    log,
    load: async (signal) => afterRead(await load(process_, signal)),
  });
  graph.follow();
  onTestFinished(async () => {
    await graph.close();
    await current(graph.generations).planner.close();
    await graph.clients.close();
  });
  const at = (file: string): string => join(directory, file);
  return {
    graph,
    directory,
    opened,
    keys,
    logged,
    /** Graph and policy as they are served. */
    now: () => current(graph.generations),
    refused: () => refusedBy(graph),
    hasField: (name: string) => name in current(graph.generations).apiSchema.getQueryType()!.getFields(),
    /** What the scope table grants of authors. */
    granted: () => current(graph.generations).rules.policy.at('2026-03-15').grants.get('Author')![0]!.fields,
    /** Writes as an editor does: beside, and then in its place. */
    write(file: string, change: (text: string) => string) {
      writeFileSync(at(`${file}.new`), change(readFileSync(at(file), 'utf8')));
      renameSync(at(`${file}.new`), at(file));
    },
    addStats: () => writeGraph(directory, NOBODY_ASKED, [STATS]),
    afterRead: (then: AfterRead) => void (afterRead = then),
  };
}
