import { ensureKeys, loadPublicKey } from '@agency-graph/contract';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { loadGraph, type LoadedGraph } from '../../gateway/src/start/load-graph.js';
import { OPINIONS_SDL } from '../gateway/fixture/opinions-sdl.js';
import { checkout, SOON } from './support/checkout.js';
import { NEXT, unplannable, withLatest, withMany } from './support/edits.js';

test('an agency whose key is missing refuses the graph alone: the policy is taken, and the graph once there is the key', async () => {
  const { graph, addStats, write, keys, refused, now } = await checkout();
  const version = now().version;
  addStats();
  write('policy/policy.yaml', NEXT);
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('stats.pub is missing') });
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  expect(now().version).toBe(version);
  ensureKeys(keys, { subgraphs: ['stats'] });
  await expect.poll(() => [...graph.clients.of(now().version).keys()], SOON).toEqual(['opinions', 'stats']);
  expect(refused()).toEqual({});
});

test('a key that is replaced in its file is the one that the agency is asked with', async () => {
  const { graph, opened, keys } = await checkout();
  rmSync(join(keys, 'opinions.pub'));
  ensureKeys(keys, { subgraphs: ['opinions'] });
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  expect(opened.map(({ publicKey }) => publicKey!.kid)).toEqual([
    expect.not.stringMatching(loadPublicKey(join(keys, 'opinions.pub')).kid),
    loadPublicKey(join(keys, 'opinions.pub')).kid,
  ]);
});

test('a graph over which no planner can begin is refused, and the policy is taken', async () => {
  const { write, refused, now, afterRead, hasField } = await checkout();
  afterRead(unplannable);
  write('opinions.graphql', withLatest);
  write('policy/policy.yaml', NEXT);
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('Invalid supergraph') });
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  expect(hasField('latest')).toBe(false);
});

test('a graph that is not composed in its time is refused until its files change, and holds up no rule', async () => {
  let loads = 0;
  const { write, refused, now, hasField } = await checkout({
    load({ supergraphFile }) {
      const args = ['--supergraph', supergraphFile];
      return (loads += 1) === 1 ? loadGraph({ args, deadline: 500 }) : loadGraph({ args });
    },
  });
  write('opinions.graphql', withMany);
  write('policy/policy.yaml', NEXT);
  const late = expect.stringContaining('The graph is not composed within 0.5 s') as string;
  await expect.poll(refused, SOON).toEqual({ graph: late });
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  write('policy/policy.yaml', (text) => text.replace('2026-03-02', '2026-03-03'));
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-03');
  expect([refused(), loads]).toEqual([{ graph: late }, 1]);

  write('opinions.graphql', () => withLatest(OPINIONS_SDL));
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect([refused(), loads]).toEqual([{}, 2]);
});

test('a graph that is closed gives up the one that it reads', async () => {
  let reading: Promise<LoadedGraph> | null = null;
  const { graph, write } = await checkout({
    load: ({ supergraphFile }, signal) => (reading = loadGraph({ args: ['--supergraph', supergraphFile], signal })),
  });
  write('opinions.graphql', withMany);
  await expect.poll(() => reading !== null, SOON).toBe(true);
  const given = reading!.then(
    () => 'read',
    () => 'given up',
  );
  await graph.close();
  expect(await given).toBe('given up');
  expect(graph.state()).toMatchObject({ taken: 0, refused: [] });
});

test('what no line gives to anybody is told before it is served: a warning of changes, which nothing else gives', async () => {
  const { logged, write, now } = await checkout();
  const { warn, info } = pino.levels.values;
  const told = () => logged.filter(({ coordinates }) => coordinates !== undefined);
  expect(told()).toEqual([
    expect.objectContaining({
      level: warn,
      msg: 'no line of the scope table gives these to anybody',
      coordinates: ['Organisation', 'Mutation.publish'],
    }),
  ]);
  const line = '{ type: Mutation, rule: R18, to: everyone, rows: every, fields: { only: [publish] }, purposes: any }';
  const before = now().policyVersion;
  write('policy/scope.yaml', (text) => text.replace('grants:\n', `grants:\n  - ${line}\n`));
  await expect.poll(() => now().policyVersion, SOON).not.toBe(before);
  expect(logged.slice(-2)).toEqual([
    expect.objectContaining({ level: info, coordinates: ['Organisation'] }),
    expect.objectContaining({ msg: 'another graph is served' }),
  ]);
});
