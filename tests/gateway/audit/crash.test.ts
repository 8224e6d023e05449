import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { missingIn } from '../fixture/check-log.js';

const PROGRAM = join(import.meta.dirname, '../fixture/write-log.mjs');
const root = mkdtempSync(join(tmpdir(), 'crash-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('kill -9 twenty times while writing: what was said to be durable stands, and each start goes on', async () => {
  const directory = join(root, 'audit');
  const said: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const child = spawn(process.execPath, [PROGRAM, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    const saying = text(child.stdout);
    await once(child.stdout, 'readable');
    // Some die at once, some in the middle of a batch.
    await wait((round * 13) % 60);
    child.kill('SIGKILL');
    await once(child, 'close');
    const lines = (await saying).split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(0);
    said.push(...lines);
  }
  expect(missingIn(directory, said)).toEqual([]);
}, 240_000);
