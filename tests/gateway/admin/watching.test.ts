import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { Metrics } from '../../../gateway/src/admin/metrics.js';
import { watching } from '../../../gateway/src/admin/watching.js';

/** Operators' log and counts, under a clock that stands until a test moves it. */
function watched() {
  let time = 0;
  const said: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => void said.push(line) });
  const metrics = new Metrics();
  return {
    asking: watching(metrics, log, () => time),
    metrics,
    alarms: () => said.map((line) => JSON.parse(line) as unknown),
    wait: (milliseconds: number) => void (time += milliseconds),
  };
}

const told = (subgraph: string, outcome: string) =>
  expect.objectContaining({ level: 50, subgraph, outcome }) as unknown;

test('74: operators are told once a minute of an agency that refuses the gateway, and it is counted each time', () => {
  const { asking, metrics, alarms, wait } = watched();
  const [tasks, members] = [asking('tasks'), asking('members')];
  for (let n = 0; n < 100; n += 1) tasks('refuses-gateway', 1, 'one');
  members('refuses-gateway', 1, 'one');
  const first = [told('tasks', 'refuses-gateway'), told('members', 'refuses-gateway')];
  expect(alarms()).toEqual(first);
  wait(59_999);
  tasks('refuses-gateway', 1, 'one');
  expect(alarms()).toEqual(first);
  wait(1);
  tasks('refuses-gateway', 1, 'one');
  expect(alarms()).toEqual([...first, told('tasks', 'refuses-gateway')]);
  expect(metrics.agencies.get('tasks')?.outcomes.get('refuses-gateway')).toBe(102);
});

describe('157: an agency whose schema has drifted', () => {
  test.each(['refuses-question', 'answers-nothing'] as const)('%s: is told once two callers met it', (outcome) => {
    const { asking, alarms, wait } = watched();
    const tasks = asking('tasks');
    for (let n = 0; n < 100; n += 1) {
      tasks(outcome, 1, 'hostile');
      wait(10_000);
    }
    expect(alarms()).toEqual([]);
    tasks(outcome, 1, 'other');
    tasks(outcome, 1, 'hostile');
    expect(alarms()).toEqual([told('tasks', outcome)]);
    wait(60_000);
    tasks(outcome, 1, 'other');
    expect(alarms()).toHaveLength(1);
    tasks(outcome, 1, 'hostile');
    expect(alarms()).toHaveLength(2);
  });

  test('is told although other questions are answered, where it says itself that one is none', () => {
    const { asking, alarms } = watched();
    const tasks = asking('tasks');
    tasks('answered', 1, 'third');
    tasks('refuses-question', 1, 'one');
    tasks('refuses-question', 1, 'other');
    expect(alarms()).toEqual([told('tasks', 'refuses-question')]);
  });

  test.each(['answered', 'with-errors'] as const)(
    'is not told of one that gives nothing now and then, and was %s a minute ago',
    (outcome) => {
      const { asking, alarms, wait } = watched();
      const [tasks, members] = [asking('tasks'), asking('members')];
      const giveNothing = (): void => ['one', 'other'].forEach((caller) => tasks('answers-nothing', 1, caller));
      tasks(outcome, 1, 'third');
      wait(59_999);
      giveNothing();
      expect(alarms()).toEqual([]);
      members(outcome, 1, 'third');
      wait(1);
      giveNothing();
      expect(alarms()).toEqual([told('tasks', 'answers-nothing')]);
    },
  );
});

test('what callers and an agency’s bad moments bring about is counted, and no alarm', () => {
  const { asking, metrics, alarms } = watched();
  const tasks = asking('tasks');
  for (const outcome of ['answered', 'with-errors', 'timeout', 'status'] as const)
    for (const caller of ['one', 'other']) tasks(outcome, 1, caller);
  expect(alarms()).toEqual([]);
  expect([...metrics.agencies.get('tasks')!.outcomes]).toHaveLength(4);
});
