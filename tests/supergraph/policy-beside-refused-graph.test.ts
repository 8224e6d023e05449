import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openCedar } from '../../gateway/src/start/cedar.js';
import { OPINIONS_SDL } from '../gateway/fixture/opinions-sdl.js';
import { checkout, NOBODY, SOON } from './support/checkout.js';
import { broken, closed, NEXT, opened, wider, withLatest } from './support/edits.js';

const MAY_OPEN = expect.stringContaining('The policy may open something, and waits for the schemas') as string;

test('a policy is taken while the graph is refused', async () => {
  const { write, refused, now } = await checkout();
  write('opinions.graphql', broken);
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('Nothing') });
  write('policy/policy.yaml', NEXT);
  await expect.poll(() => now().policyVersion, SOON).toContain('2026-03-02');
  expect(refused()).toHaveProperty('graph');
});

test('while the graph on disk is refused, a policy closes at once, and one that opens waits to be taken with it', async () => {
  const { write, refused, hasField, granted } = await checkout();
  const refusedGraph = expect.stringContaining('Nothing') as string;
  write('opinions.graphql', broken);
  write('policy/scope.yaml', wider);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  expect(granted()).toEqual({ sharing: 'OPEN' });
  write('policy/scope.yaml', (text) => text.replace('sharing: DEFAULT', 'sharing: OPEN, except: [home]'));
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN', except: ['home'] });
  expect(refused()).toEqual({ graph: refusedGraph });
  write('policy/scope.yaml', wider);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  write('opinions.graphql', () => withLatest(OPINIONS_SDL));
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect(granted()).toEqual({ sharing: 'DEFAULT', except: ['home'] });
  expect(refused()).toEqual({});
});

test('while the graph on disk is refused, a policy that closes by mistake is taken back at once, but no further', async () => {
  const { write, refused, granted } = await checkout();
  const refusedGraph = expect.stringContaining('Nothing') as string;
  write('opinions.graphql', broken);
  write('policy/scope.yaml', closed);
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN', except: ['home'] });
  write('policy/scope.yaml', opened);
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN' });
  expect(refused()).toEqual({ graph: refusedGraph });
  write('policy/scope.yaml', wider);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  expect(granted()).toEqual({ sharing: 'OPEN' });
});

test('a policy that closed while the graph on disk was refused is not taken back at the next refusal', async () => {
  const { directory, write, refused, granted } = await checkout();
  const [good, aside] = [join(directory, 'opinions.graphql'), join(directory, 'opinions.aside')];
  const spoil = (): void => {
    renameSync(good, aside);
    writeFileSync(good, broken(OPINIONS_SDL));
  };
  const refusedGraph = expect.stringContaining('Nothing') as string;
  spoil();
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph });
  write('policy/scope.yaml', closed);
  await expect.poll(granted, SOON).toEqual({ sharing: 'OPEN', except: ['home'] });
  // The very file that is served comes back: no other graph is taken, and the rules are those that it is served with.
  renameSync(aside, good);
  await expect.poll(refused, SOON).toEqual({});
  spoil();
  write('policy/scope.yaml', opened);
  await expect.poll(refused, SOON).toEqual({ graph: refusedGraph, policy: MAY_OPEN });
  expect(granted()).toEqual({ sharing: 'OPEN', except: ['home'] });
});

test('rules that are written with a graph while another one is read are not served with that', async () => {
  const { write, refused, hasField, granted, afterRead } = await checkout();
  let edited = false;
  afterRead((read) => {
    if (!edited) {
      write('opinions.graphql', broken);
      write('policy/scope.yaml', wider);
    }
    edited = true;
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect.poll(refused, SOON).toEqual({ graph: expect.stringContaining('Nothing') as string, policy: MAY_OPEN });
  expect(hasField('latest')).toBe(false);
  expect(granted()).toEqual({ sharing: 'OPEN' });
});

test('a policy that does not fit holds back nothing of Cedar, and what was only looked at may go again', async () => {
  const { graph, directory, refused, write } = await checkout();
  const { taken } = graph.state();
  writeFileSync(join(directory, 'cedar/more.cedar'), NOBODY);
  write('policy/scope.yaml', (text) => text.replace('sharing: OPEN', 'sharing: OPEN, except: [hoem]'));
  await expect.poll(refused, SOON).toEqual({ policy: expect.stringContaining('Author.hoem') as string });
  expect(graph.state().taken).toBe(taken + 1);

  const looked = openCedar(
    join(directory, 'cedar'),
    { event: () => Promise.reject(new Error('nothing')) },
    pino({ level: 'silent' }),
  );
  writeFileSync(join(directory, 'cedar/never-served.cedar'), NOBODY);
  expect(looked.look()).not.toBeNull();
  rmSync(join(directory, 'cedar/never-served.cedar'));
  expect(() => looked.look()).not.toThrow();
  looked.look()?.take();
  rmSync(join(directory, 'cedar/more.cedar'));
  expect(() => looked.look()).toThrow('more.cedar is gone');
});
