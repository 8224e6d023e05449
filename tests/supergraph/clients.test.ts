import { expect, test } from 'vitest';
import { createClients } from '../../gateway/src/start/clients.js';
import type { ReachedSubgraph } from '../../gateway/src/start/load-graph.js';

const agency = (name: string): ReachedSubgraph => ({
  name,
  url: `http://127.0.0.1:1/${name}`,
  limits: { concurrency: 1, pending: 1, timeoutMs: 1_000, responseBytes: 1_000, requestsPerSecond: 1 },
  publicKeyFile: null,
  publicKey: null,
});

/** Clients that tell when they are closed; `unreachable` is an agency for which there is none. */
function clients() {
  const closed: string[] = [];
  const all = createClients(({ name }) => {
    if (name === 'unreachable') throw new Error('no such key');
    return {
      open: () => () => Promise.reject(new Error('nobody is asked')),
      misformed: () => {},
      state: () => ({ breaker: 'closed', inFlight: 0, waiting: 0 }),
      close: () => Promise.resolve(void closed.push(name)),
    };
  });
  return { all, closed };
}

test('a graph of which one agency cannot be reached leaves open what was open before, and nothing else', () => {
  const { all, closed } = clients();
  all.prepare([agency('people')]).serve('first');
  expect(() => all.prepare(['people', 'tasks', 'unreachable'].map(agency))).toThrow('no such key');
  expect(closed).toEqual(['tasks']);
  expect([...all.of('first').keys()]).toEqual(['people']);
});

test('a graph that is not served after all leaves no client open of its own', () => {
  const { all, closed } = clients();
  all.prepare([agency('people')]).serve('first');
  all.prepare(['people', 'tasks'].map(agency)).discard();
  expect(closed).toEqual(['tasks']);
});

test('what a graph before has open is kept for one that is being prepared, and closed once neither needs it', () => {
  const { all, closed } = clients();
  all.prepare([agency('people')]).serve('first');
  all.prepare([agency('tasks')]).serve('second');
  const back = all.prepare([agency('people')]);
  all.keepOnly('second');
  expect(closed).toEqual([]);
  back.serve('third');
  all.keepOnly('third');
  expect(closed).toEqual(['tasks']);
  expect([...all.of('third').keys()]).toEqual(['people']);
});
