import { ensureKeys } from '@agency-graph/contract';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPart, waitUntilReady } from '../../shared/cli/src/start/part-process.js';
import { ROOT } from '../support/root.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-part-'));
  ensureKeys(folder, { gateway: true, subgraphs: ['smallest'] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a part that does not get ready is told with what it needs and what it said', async () => {
  const logFile = join(folder, 'smallest.log');
  const part = startPart({
    name: 'smallest',
    script: join(ROOT, 'tests/kit/fixture/run-smallest.mjs'),
    env: {
      SMALLEST_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/nothing',
      SMALLEST_PORT: '0',
      AGENCY_GRAPH_KEYS: folder,
    },
    logFile,
  });
  try {
    await expect.poll(() => part.tail().join('\n')).toContain('database does not answer');
    const ready = { url: 'http://127.0.0.1:1/health', needs: 'It needs a database.', patience: 0 };
    await expect(waitUntilReady(part, ready, logFile)).rejects.toThrow(
      /^smallest did not get ready in 0 s \(.*\)\. It needs a database\. Its last lines \(all in .*smallest\.log\):\n.*"code":"ECONNREFUSED"/s,
    );
  } finally {
    await part.stop(5_000);
  }
  expect(readFileSync(logFile, 'utf8')).not.toContain('hunter2');
});

describe('the log of a part', () => {
  const speaker = (): string => join(folder, 'speaker.mjs');
  beforeAll(() => writeFileSync(speaker(), 'console.log(process.argv[2]);\n'));

  const speak = async (word: string, logFile: string): Promise<void> => {
    await startPart({ name: 'speaker', script: speaker(), args: [word], env: {}, logFile }).ended;
    await expect.poll(() => readFileSync(logFile, 'utf8')).toContain(word);
  };

  test('goes on where that of the start before ended, which may have said why', async () => {
    const logFile = join(folder, 'kept.log');
    await speak('first', logFile);
    await speak('second', logFile);
    expect(readFileSync(logFile, 'utf8')).toBe('first\nsecond\n');
    expect(existsSync(`${logFile}.1`)).toBe(false);
  });

  test('is set aside once it is long, and the one that was set aside before goes', async () => {
    const logFile = join(folder, 'long.log');
    const setAside = (): string => readFileSync(`${logFile}.1`, 'utf8').slice(0, 10);
    for (const word of ['first', 'second', 'third']) {
      await speak(word, logFile);
      truncateSync(logFile, 20 * 1024 * 1024);
    }
    expect([setAside().startsWith('second\n'), readFileSync(logFile, 'utf8').startsWith('third\n')]).toEqual([
      true,
      true,
    ]);
  });
});
