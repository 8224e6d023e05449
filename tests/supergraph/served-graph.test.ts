import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessConfig } from '../../gateway/src/config.js';
import { openCedar } from '../../gateway/src/start/cedar.js';
import { NO_POLICY_FOLLOWED } from '../../gateway/src/start/policy.js';
import { readGraph } from '../../gateway/src/start/read-graph.js';
import { serveGraph } from '../../gateway/src/start/served-graph.js';
import { loadSupergraph } from '../../gateway/src/supergraph/apollo.js';
import { current } from '../../gateway/src/supergraph/reload.js';
import { createLeaving } from '../../gateway/src/supergraph/leaving.js';
import { supergraphOf } from '../support/plain-subgraphs.js';

const SOON = { timeout: 4_000, interval: 20 };

const SDL = 'type Query { staff: String @policy(policies: [["staff"]]) }';
const STAFF = 'permit (principal, action == Action::"staff", resource);';
const NOBODY = 'forbid (principal, action == Action::"staff", resource);';

/** A served graph whose policies a test writes; they are looked at as soon as they are. */
async function served() {
  const directory = mkdtempSync(join(tmpdir(), 'served-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const supergraphFile = join(directory, 'graph.graphql');
  writeFileSync(supergraphFile, supergraphOf({ one: { sdl: SDL } }));
  const file = join(directory, 'staff.cedar');
  writeFileSync(file, NOBODY);
  const log = pino({ level: 'silent' });
  const process_ = { supergraphFile, profile: 'conformance', routingUrl: () => null } as Partial<ProcessConfig>;
  const read = await readGraph(process_ as ProcessConfig);
  const graph = await serveGraph({
    graph: { ...read, loaded: await loadSupergraph(read.supergraphSdl) },
    policy: NO_POLICY_FOLLOWED,
    cedar: openCedar(directory, { event: () => Promise.reject(new Error('nothing is undecided here')) }, log),
    operations: NO_POLICY_FOLLOWED,
    open: () => ({
      open: () => () => Promise.reject(new Error('nobody is asked')),
      state: () => ({ breaker: 'closed', inFlight: 0, waiting: 0 }),
      close: () => Promise.resolve(),
    }),
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
  return { graph, write };
}

const ended = async (promise: Promise<void>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => void setImmediate(resolve, false))]);

test('187: a right that is taken away does not wait for the slowest request on the graph before', async () => {
  const { graph, write } = await served();
  const slow = graph.generations.lease();
  onTestFinished(slow.release);
  write(STAFF);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  write(`${STAFF}\n${NOBODY}`);
  await expect.poll(() => graph.state().taken, SOON).toBe(2);
});

test('a graph that is closed has nobody on it, nor on one before', async () => {
  const { graph, write } = await served();
  const slow = graph.generations.lease();
  write(STAFF);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  const closed = graph.close();
  expect(await ended(closed)).toBe(false);
  slow.release();
  await closed;
});

test('clients that a graph may still ask are kept until every graph before is left, whichever is left first', async () => {
  let gone = 0;
  const failures: unknown[] = [];
  const leaving = createLeaving(
    () => (gone += 1),
    (error) => failures.push(error),
  );
  let release = (): void => {};
  leaving.leave(new Promise((resolve) => (release = resolve)));
  leaving.leave(Promise.reject(new Error('its planner does not end')));
  expect(await ended(leaving.close())).toBe(false);
  expect(gone).toBe(0);
  release();
  await leaving.close();
  expect(gone).toBe(1);
  expect(failures).toEqual([new Error('its planner does not end')]);
});

test('clients that cannot be dropped are told of, and nobody who leaves or closes fails for them', async () => {
  const failures: unknown[] = [];
  const wrong = new Error('a client does not end');
  const leaving = createLeaving(
    () => {
      throw wrong;
    },
    (error) => failures.push(error),
  );
  leaving.leave(Promise.resolve());
  await leaving.close();
  expect(failures).toEqual([wrong]);
});
