import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { ProcessConfig } from '../../../gateway/src/config.js';
import { openCedar } from '../../../gateway/src/start/cedar.js';
import { loadFiles } from '../../../gateway/src/start/load-files.js';
import { graphOf, type LoadedGraph } from '../../../gateway/src/start/load-graph.js';
import { NO_POLICY_FOLLOWED } from '../../../gateway/src/start/policy.js';
import { serveGraph } from '../../../gateway/src/start/served-graph.js';
import { current } from '../../../gateway/src/supergraph/reload.js';
import { supergraphOf } from '../../support/plain-subgraphs.js';
import { CALLER } from '../../support/small-graph.js';
import { NOBODY, refusedBy } from './checkout.js';

const SDL = 'type Query { staff: String @policy(policies: [["staff"]]) }';

/** A plain graph whose Cedar policies a test writes; they are looked at as soon as they are. */
export async function cedarCheckout() {
  const directory = mkdtempSync(join(tmpdir(), 'served-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const supergraphFile = join(directory, 'graph.graphql');
  const supergraph = supergraphOf({ one: { sdl: SDL } });
  writeFileSync(supergraphFile, supergraph);
  const file = join(directory, 'staff.cedar');
  writeFileSync(file, NOBODY);
  const log = pino({ level: 'silent' });
  const process_ = { supergraphFile, profile: 'conformance', routingUrl: () => null } as Partial<ProcessConfig>;
  const load = async (): Promise<LoadedGraph> => graphOf(await loadFiles(process_ as ProcessConfig));
  const graph = await serveGraph({
    graph: await load(),
    load,
    policy: NO_POLICY_FOLLOWED,
    cedar: openCedar(directory, { event: () => Promise.reject(new Error('nothing is undecided here')) }, log),
    operations: NO_POLICY_FOLLOWED,
    open: () => ({
      open: () => () => Promise.reject(new Error('nobody is asked')),
      misformed: () => {},
      state: () => ({ breaker: 'closed', inFlight: 0, waiting: 0 }),
      close: () => Promise.resolve(),
    }),
    today: () => '2026-03-15',
    log,
  });
  graph.follow();
  onTestFinished(async () => {
    await graph.close();
    await current(graph.generations).planner.close();
  });
  const write = (text: string): void => {
    writeFileSync(file, text);
    process.emit('SIGHUP');
  };
  return {
    graph,
    write,
    spoilGraph: () => writeFileSync(supergraphFile, 'type Query {'),
    mendGraph: () => writeFileSync(supergraphFile, supergraph),
    holds: () => current(graph.generations).rules.decidePolicy('staff', CALLER),
    refused: () => refusedBy(graph),
  };
}
