import { createEntries, createSearch } from '@agency-graph/gateway/inquiry';
import { createPool } from '@agency-graph/postgres';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openInquiry } from '../../gateway/src/inquiry/inquiry.js';
import { openWriter } from '../../gateway/src/start/audit.js';
import { syntheticLog } from './support/synthetic-log.js';

/** Every leaf is looked at, and none is found. */
const asked = {
  question: { kind: 'everything' },
  period: { from: '2099-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' },
  after: null,
  first: 5,
  line: null,
} as const;
/** Nothing listens there: the log itself is searched. */
const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/nothing';

/** The folder of a log of a few records, all of them published. */
async function publishedLog(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'inquiry-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const directory = join(root, 'audit');
  const { writer } = await openWriter({
    directory,
    keys: join(root, 'keys'),
    origin: 'node-1',
    segmentBytes: 1024 * 1024,
  });
  await writer.event('alarm', { kind: 'test', n: 1 });
  await writer.close();
  return directory;
}

/** The thread of a log. */
async function inquiry(directory?: string) {
  const index = { writerUrl: NO_DATABASE, readerUrl: NO_DATABASE };
  const opened = openInquiry({ directory: directory ?? (await publishedLog()), index });
  onTestFinished(() => opened.close());
  return opened;
}

test('who waits no longer is refused with what to ask instead, and others are answered', async () => {
  const opened = await inquiry();
  const waits = new AbortController();
  const found = opened.until(waits.signal).find(asked);
  waits.abort();
  const refusal = { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('ask for a shorter period') };
  await expect(found).rejects.toMatchObject(refusal);
  await expect(opened.until(waits.signal).find(asked)).rejects.toMatchObject(refusal);
  expect(await opened.until(new AbortController().signal).find(asked)).toMatchObject({ entries: [], next: null });
});

test('of a log is told when it begins', async () => {
  const before = new Date().toISOString();
  const began = await (await inquiry()).began();
  expect(began! >= before && Date.parse(began!) <= Date.now()).toBe(true);
});

test('of a log of which a published record was changed, no question is answered as if it ended there', async () => {
  const directory = await publishedLog();
  const segment = join(directory, 'wal/0000000000000000.wal');
  const bytes = readFileSync(segment);
  bytes[bytes.indexOf('"type":"alarm"')]! ^= 1;
  writeFileSync(segment, bytes);
  const opened = await inquiry(directory);
  await expect(opened.find(asked)).rejects.toThrow('was changed');
  await expect(opened.gaps(asked.period, null, Date.now())).rejects.toThrow('was changed');
});

test('a log is searched no further for somebody who waits no longer', async () => {
  const log = syntheticLog({
    seed: 'abandoned',
    size: 6_000,
    accounts: 5,
    subjects: 5,
    from: '2026-01-01T00:00:00Z',
    days: 5,
  });
  const abandoned = new AbortController();
  let read = 0;
  const entries = createEntries({
    ...log,
    *leaves(from) {
      for (const leaf of log.leaves(from)) {
        read += 1;
        if (read === 100) abandoned.abort(new Error('nobody waits'));
        yield leaf;
      }
    },
  });
  const reader = createPool({ url: NO_DATABASE, applicationName: 'test' });
  onTestFinished(() => reader.end());
  const failures: unknown[] = [];
  const search = createSearch({ entries, reader, check: null, failed: (error) => failures.push(error) });
  const everything = { ...asked, period: { ...asked.period, from: '1970-01-01T00:00:00.000000Z' }, first: 10_000 };
  await expect(search.find(everything, abandoned.signal)).rejects.toThrow('nobody waits');
  expect(read).toBeLessThan(2_000);
  expect(failures).toEqual([]);
});
