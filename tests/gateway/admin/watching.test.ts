import pino from 'pino';
import { expect, test } from 'vitest';
import { Metrics } from '../../../gateway/src/admin/metrics.js';
import { watching } from '../../../gateway/src/start/wired.js';

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

test('74, 157: operators are told once a minute of what they alone can mend at an agency, and it is counted each time', () => {
  const { asking, metrics, alarms, wait } = watched();
  const [tasks, members] = [asking('tasks'), asking('members')];
  for (let n = 0; n < 100; n += 1) tasks('refuses-gateway', 1);
  tasks('refuses-question', 1);
  members('refuses-gateway', 1);
  const told = (subgraph: string, outcome: string) =>
    expect.objectContaining({ level: 50, subgraph, outcome }) as unknown;
  const first = [
    told('tasks', 'refuses-gateway'),
    told('tasks', 'refuses-question'),
    told('members', 'refuses-gateway'),
  ];
  expect(alarms()).toEqual(first);
  wait(59_999);
  tasks('refuses-gateway', 1);
  expect(alarms()).toEqual(first);
  wait(1);
  tasks('refuses-gateway', 1);
  expect(alarms()).toEqual([...first, told('tasks', 'refuses-gateway')]);
  expect(metrics.agencies.get('tasks')?.outcomes.get('refuses-gateway')).toBe(102);
});

test('what callers and an agency’s bad moments bring about is counted, and no alarm', () => {
  const { asking, metrics, alarms } = watched();
  const tasks = asking('tasks');
  for (const outcome of ['answered', 'with-errors', 'timeout', 'status'] as const) tasks(outcome, 1);
  expect(alarms()).toEqual([]);
  expect([...metrics.agencies.get('tasks')!.outcomes]).toHaveLength(4);
});
