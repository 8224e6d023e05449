import { ensureKeys } from '@agency-graph/contract';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DIGEST, excepting } from '../gateway/fixture/digest-agency.js';
import { writeGraph } from '../gateway/fixture/gateway-process.js';
import { checkout, NOBODY_ASKED, SOON } from './support/checkout.js';
import { NEXT, withLatest } from './support/edits.js';

test('a graph waits for a policy that is refused, and both are taken at once', async () => {
  const { graph, write, refused, now, hasField } = await checkout();
  const versions = [now().version, now().policyVersion];
  write('policy/policy.yaml', (text) => NEXT(text).replace('rules:', 'rulez:'));
  write('opinions.graphql', withLatest);
  await expect.poll(refused, SOON).toEqual({
    policy: expect.stringMatching(/policy\.yaml:\d+: /),
    graph: 'The graph waits for the part `policy`, which is refused.',
  });
  expect([now().version, now().policyVersion]).toEqual(versions);
  write('policy/policy.yaml', (text) => text.replace('rulez:', 'rules:'));
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect(now().policyVersion).toContain('2026-03-02');
  expect(graph.state()).toMatchObject({ refused: [], taken: 1 });
});

test('a graph whose files are touched while it is read is served, and read again', async () => {
  const { write, refused, hasField, afterRead } = await checkout();
  let reads = 0;
  afterRead((read) => {
    reads += 1;
    write('opinions.graphql', (sdl) => sdl);
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  await expect.poll(() => reads, SOON).toBeGreaterThan(1);
  expect(refused()).toEqual({});
});

test('a graph whose files never rest while rules change with them is refused, and served once they do', async () => {
  const { write, refused, hasField, afterRead } = await checkout();
  let day = 1;
  afterRead((read) => {
    write('opinions.graphql', (sdl) => sdl);
    write('policy/policy.yaml', (text) => text.replace(/2026-03-\d+/, `2026-03-${10 + ((day += 1) % 10)}`));
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect
    .poll(refused, SOON)
    .toEqual({ graph: expect.stringMatching(/files do not rest.*: it is read again/) as string });
  expect(hasField('latest')).toBe(false);
  afterRead((read) => read);
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  expect(refused()).toEqual({});
});

test('neither a policy that names what the graph lacks is served, nor a graph that lacks what the policy names', async () => {
  const { now, refused, write } = await checkout();
  const { policyVersion, version } = now();
  // Misspelt, it excepts nothing.
  write('policy/scope.yaml', (text) => text.replace('sharing: OPEN', 'sharing: OPEN, except: [hoem]'));
  const misspelt = expect.stringMatching(/scope\.yaml:\d+: the graph has no Author\.hoem/) as string;
  await expect.poll(refused, SOON).toEqual({ policy: misspelt });
  write('policy/scope.yaml', (text) => text.replace('except: [hoem]', 'except: [home]'));
  await expect.poll(refused, SOON).toEqual({});
  expect(now().policyVersion).not.toBe(policyVersion);
  write('opinions.graphql', (text) => text.replace(/(type Author[^{]*\{[^}]*?)\bhome\b/, '$1house'));
  const renamed = expect.stringMatching(/the graph has no Author\.home/) as string;
  await expect.poll(refused, SOON).toEqual({ graph: renamed });
  expect(now().version).toBe(version);
  // The one waits for the other, and they are taken together.
  write('policy/scope.yaml', (text) => text.replace('except: [home]', 'except: [house]'));
  await expect.poll(() => now().version, SOON).not.toBe(version);
  expect(refused()).toEqual({});
});

test('115: neither a graph that computes a field from one that the policy excepts is served, nor a policy that excepts it later', async () => {
  const { now, refused, write, directory, keys } = await checkout();
  const { policyVersion, version } = now();
  const except = (...fields: readonly string[]): void =>
    write('policy/scope.yaml', (text) => excepting(text, ...fields));
  except('draft');
  await expect.poll(() => now().policyVersion, SOON).not.toBe(policyVersion);
  ensureKeys(keys, { subgraphs: ['digest'] });
  writeGraph(directory, NOBODY_ASKED, [DIGEST]);
  const wayRound = expect.stringMatching(
    /scope\.yaml:\d+: this line of R18 gives PublishedFeedback\.digest but not what it is made from: PublishedFeedback\.draft\. Except digest too, or name it in a line of its own/,
  ) as string;
  await expect.poll(refused, SOON).toEqual({ graph: wayRound });
  expect(now().version).toBe(version);
  except('draft', 'digest');
  await expect.poll(() => now().version, SOON).not.toBe(version);
  expect(refused()).toEqual({});
  const closed = now().policyVersion;
  except('draft');
  await expect.poll(refused, SOON).toEqual({ policy: wayRound });
  expect(now().policyVersion).toBe(closed);
});

test('a policy that is written while the graph is read is in force with it', async () => {
  const { graph, write, now, afterRead, hasField } = await checkout();
  afterRead((read) => {
    write('policy/policy.yaml', NEXT);
    return read;
  });
  write('opinions.graphql', withLatest);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  expect(hasField('latest')).toBe(true);
  expect(now().policyVersion).toContain('2026-03-02');
});

test('what is edited after it was read for the start, or while it is read for another graph, is served in the end', async () => {
  const { write, hasField, afterRead } = await checkout({
    before: (directory) => {
      const schema = join(directory, 'opinions.graphql');
      writeFileSync(schema, withLatest(readFileSync(schema, 'utf8')));
    },
  });
  await expect.poll(() => hasField('latest'), SOON).toBe(true);
  let edited = false;
  afterRead((read) => {
    if (!edited) write('opinions.graphql', (sdl) => sdl.replace('last:', 'newest:'));
    edited = true;
    return read;
  });
  write('opinions.graphql', (sdl) => sdl.replace('latest:', 'last:'));
  await expect.poll(() => hasField('newest'), SOON).toBe(true);
});
