import { canonicalJson, leafHash, type CanonicalValue } from '@agency-graph/ledger';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';

const PROGRAM = join(import.meta.dirname, '../fixture/write-log.mjs');
const directory = mkdtempSync(join(tmpdir(), 'crash-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('kill -9 twenty times while writing: what was said to be durable stands, and each start goes on', async () => {
  const path = join(directory, 'audit', 'log');
  const said: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const child = spawn(process.execPath, [PROGRAM, path, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
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
  const lines = readFileSync(path, 'utf8').split('\n');
  const places = new Set<string>();
  for (const [at, line] of lines.slice(0, -1).entries()) {
    const [index = '', leaf = ''] = line.split(' ', 2);
    const record = line.slice(index.length + leaf.length + 2);
    expect(index).toBe(String(at));
    expect(leafHash(Buffer.from(record)).toString('base64')).toBe(leaf);
    expect(canonicalJson(JSON.parse(record) as CanonicalValue)).toBe(record);
    places.add(`${index} ${leaf}`);
  }
  expect(said.filter((place) => !places.has(place))).toEqual([]);
}, 60_000);
