import { ensureKeys } from '@agency-graph/contract';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('./fixture/run-smallest.mjs', import.meta.url));
const keys = mkdtempSync(join(tmpdir(), 'run-'));
ensureKeys(keys, { gateway: true, subgraphs: ['smallest'] });
afterAll(() => rmSync(keys, { recursive: true, force: true }));

const ENV = {
  ...process.env,
  // Nothing answers there: a subgraph that waits for its database still lives and ends as it should.
  SMALLEST_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  SMALLEST_PORT: '0',
  AGENCY_GRAPH_KEYS: keys,
};

const AS_NODE_20 = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`;

async function firstLine(child: ChildProcess): Promise<{ listening: string; subgraph: string }> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  for await (const line of lines) if (line.startsWith('{"listening"')) return JSON.parse(line);
  throw new Error('it ended without a word');
}

test('it announces where it listens, is not ready without its database, and ends on SIGTERM', async () => {
  const child = spawn(process.execPath, [MAIN], { env: ENV, stdio: ['ignore', 'pipe', 'inherit'] });
  const { listening, subgraph } = await firstLine(child);
  expect(subgraph).toBe('smallest');
  for (const method of ['GET', 'HEAD']) expect((await fetch(`${listening}/health`, { method })).status).toBe(503);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('supervised, it ends with its parent', async () => {
  const child = fork(MAIN, { env: { ...ENV, AGENCY_GRAPH_SUPERVISED: '1' }, silent: true });
  await firstLine(child);
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each([
  [
    'supervised by nobody',
    { AGENCY_GRAPH_SUPERVISED: '1' },
    'AGENCY_GRAPH_SUPERVISED=1, but there is no parent to follow: start it by fork, or unset the variable',
  ],
  ['told a port that is none', { SMALLEST_PORT: '70000' }, 'SMALLEST_PORT must be a port number, 0 to 65535'],
  [
    'without keys',
    { AGENCY_GRAPH_KEYS: join(keys, 'none') },
    `${join(keys, 'none/smallest.key')} is missing: it should be a PEM private key (PKCS #8) on P-256; in development ` +
      '"npm start" makes the keys of each subgraph of supergraph.yaml that has publicKey: ./.data/keys/<name>.pub',
  ],
  [
    'under a Node that is too old',
    { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(AS_NODE_20)}"` },
    'smallest: a subgraph of the kit runs on Node 22 or later, and this is Node 20.20.2',
  ],
])('%s, it says so in one sentence and does not start', async (_, env, sentence) => {
  const child = spawn(process.execPath, [MAIN], { env: { ...ENV, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect((await once(child, 'close'))[0]).toBe(1);
  expect(said).toBe(`${sentence}\n`);
});
