import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AuditWriter } from '../../gateway/src/audit/writer.js';
import { openCedar } from '../../gateway/src/start/cedar.js';
import { CALLER } from '../support/small-graph.js';

/** Fails on whoever has no such claim. */
const policy = (name: string): string =>
  `permit (principal, action == Action::"${name}", resource) when { principal.claims.age >= 18 };`;

const directory = mkdtempSync(join(tmpdir(), 'undecided-'));
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

test('a policy that fails on many requests is told at once, and then how often', () => {
  writeFileSync(join(directory, 'p.cedar'), `${policy('adult')}\n${policy('senior')}\n// end\n`);
  const told: string[] = [];
  const logged: string[] = [];
  const event: AuditWriter['event'] = (type, body) => {
    const { kind, about, n } = body as unknown as Readonly<Record<string, string>>;
    told.push(`${type} ${kind} ${about} ${n}`);
    return Promise.reject(new Error('the log takes none'));
  };
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  const { decide } = openCedar(directory, { event }, log).served;
  for (let request = 0; request < 1_000; request += 1) expect(decide('adult', CALLER)).toBe(false);
  decide('senior', CALLER);
  const atOnce = ['alarm policy_undecided adult 1', 'alarm policy_undecided senior 1'];
  expect(told).toEqual(atOnce);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([...atOnce, 'alarm policy_undecided adult 999']);
  decide('adult', CALLER);
  expect(told.at(-1)).toBe('alarm policy_undecided adult 1');
  expect(logged).toHaveLength(told.length);
});
