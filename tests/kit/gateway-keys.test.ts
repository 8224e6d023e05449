import { ensureKeys, loadGatewayKeys, type Jwks } from '@agency-graph/contract';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followGatewayKeys } from '../../shared/kit/src/serve/gateway-keys.js';

const folder = mkdtempSync(join(tmpdir(), 'followed-keys-'));
const file = join(folder, 'gateway.jwks.json');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a key that was withdrawn is believed no longer, also where the first reading of its file fails', () => {
  ensureKeys(folder, { gateway: true });
  const { keys } = loadGatewayKeys(folder);
  const used: Jwks[] = [];
  const logged: string[] = [];
  let failures = 2;
  const admission = {
    useGatewayKeys(jwks: Jwks): void {
      failures -= 1;
      if (failures >= 0) throw new Error('too many open files');
      used.push(jwks);
    },
  };
  const followed = followGatewayKeys(
    folder,
    admission,
    pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }),
  );
  writeFileSync(file, JSON.stringify({ keys: keys.slice(0, 1) }));
  vi.advanceTimersByTime(10_000);
  expect(used).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(used.map((jwks) => jwks.keys.length)).toEqual([1]);
  expect(logged.length).toBe(1);
  vi.advanceTimersByTime(30_000);
  expect(used.length).toBe(1);
  followed.close();
});
