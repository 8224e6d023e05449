import { FRAME_BYTES, HEADER_BYTES, parseTrust, verdictAsText, verifyLog, type Verdict } from '@agency-graph/ledger';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Log } from '../../../gateway/src/audit/log.js';
import type { AuditWriter } from '../../../gateway/src/audit/writer.js';
import { recoverLog } from '../../../gateway/src/audit/recover.js';
import { openWriter } from '../../../gateway/src/start/audit.js';
import { breakLog } from '../../../gateway/src/start/log-break.js';
import { breakDescriptor } from '../fixture/break-descriptor.js';
import { checkLog } from '../fixture/check-log.js';

const root = mkdtempSync(join(tmpdir(), 'log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let directory: string;
let n = 0;
beforeEach(() => (directory = join(root, String((n += 1)), 'audit')));

const SEGMENT_BYTES = 256 * 1024;
const places = () => ({
  directory,
  keys: join(directory, '..', 'keys'),
  origin: 'node-1',
  segmentBytes: SEGMENT_BYTES,
});
const open = async (): Promise<AuditWriter> => (await openWriter(places())).writer;
const alarm = (at: number) => ({ kind: 'test', n: at });
const segment = (): string => {
  const wal = join(directory, 'wal');
  return join(
    wal,
    readdirSync(wal)
      .filter((name) => name.endsWith('.wal'))
      .toSorted()
      .at(-1)!,
  );
};
const signed = (): string => join(places().keys, 'signed');
const types = (): string[] => checkLog(directory).map(({ type }) => type);

test('what is on the disk is known at once to a thread that is too busy to be told', async () => {
  const writer = await open();
  const durable = writer.event('alarm', alarm(1));
  const log = writer.log as Log;
  const before = log.diskTime;
  // Handed over once nothing else comes; from then on nothing is heard until this loop ends.
  while (log.diskTime === before) await new Promise((resolve) => setImmediate(resolve));
  const until = performance.now() + 20_000;
  let at: number;
  do at = log.diskTime;
  while (log.diskTime !== at && performance.now() < until);
  // The disk's clock went, and stands.
  expect(at).toBeGreaterThan(before);
  expect(performance.now()).toBeLessThan(until);
  await durable;
  expect(log.diskTime).toBe(at);
  await writer.close();
});

describe('form', () => {
  test('a start, records, a stop; published with all of them when it is closed', async () => {
    const log = await open();
    expect(await log.event('alarm', alarm(0))).toMatchObject({ origin: 'node-1', index: 1 });
    await log.close();
    expect(types()).toEqual(['node_start', 'alarm', 'node_stop']);
    const again = await open();
    expect((await again.event('alarm', alarm(1))).index).toBe(4);
    await again.close();
    expect(types()).toHaveLength(6);
  });

  test('more records than one tile and one segment have', async () => {
    const log = await open();
    const positions = await Promise.all(Array.from({ length: 2_000 }, (_, at) => log.event('alarm', alarm(at))));
    expect(positions.map(({ index }) => index)).toEqual(positions.map((_, at) => at + 1));
    await log.close();
    expect(readdirSync(join(directory, 'wal')).filter((name) => name.endsWith('.wal')).length).toBeGreaterThan(1);
    expect(types()).toHaveLength(2_002);
  });

  test('for its owner alone', async () => {
    const log = await open();
    await log.event('alarm', alarm(0));
    await log.close();
    for (const path of [directory, join(directory, 'wal'), dirname(segment())])
      expect(statSync(path).mode & 0o077).toBe(0);
    for (const path of [segment(), join(directory, 'subjects')]) expect(statSync(path).mode & 0o077).toBe(0);
    for (const name of readdirSync(join(directory, '..', 'keys'))) {
      expect(statSync(join(directory, '..', 'keys', name)).mode & 0o077, name).toBe(0);
    }
    chmodSync(directory, 0o755);
    await (await open()).close();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('what is not of the schema is not recorded, and takes no index', async () => {
    const log = await open();
    const wrong = { kind: 'test', n: 1, value: 'Nguyễn' } as never;
    await expect(log.event('alarm', wrong)).rejects.toThrow(TypeError);
    await expect(log.event('alarm', { kind: 'no name', n: 1 })).rejects.toThrow(TypeError);
    expect((await log.event('alarm', alarm(0))).index).toBe(1);
    await log.close();
  });
});

describe('a clock that was set while the node was down', () => {
  const HOUR = 3_600_000;
  afterEach(() => vi.restoreAllMocks());

  /** A start and a stop by a clock that is so far ahead. Milliseconds. */
  async function runAhead(by: number): Promise<void> {
    const now = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + by);
    await (await open()).close();
    vi.restoreAllMocks();
  }

  test('back by more than a second is recorded before the start, with how far the log goes back', async () => {
    await runAhead(HOUR);
    await (await open()).close();
    expect(types()).toEqual(['node_start', 'node_stop', 'clock_step', 'node_start', 'node_stop']);
    const [, stopped, step] = checkLog(directory) as unknown as {
      readonly at: string;
      readonly microseconds: number;
    }[];
    // As far as from the one record to the other, and what it took to write that; two clocks may differ by a millisecond.
    const back = Date.parse(stopped!.at) - Date.parse(step!.at);
    expect(back).toBeGreaterThan(0);
    expect(-step!.microseconds / 1_000).toBeGreaterThanOrEqual(back - 1);
    expect(-step!.microseconds / 1_000).toBeLessThanOrEqual(HOUR + 2);
    await (await open()).close();
    expect(types().slice(5)).toEqual(['node_start', 'node_stop']);
  });

  test('forward is a time in which it was down', async () => {
    await runAhead(0);
    await runAhead(HOUR);
    expect(types()).toEqual(['node_start', 'node_stop', 'node_start', 'node_stop']);
  });
});

describe('failure', () => {
  test('a disk error is for good: all that waits is refused, and nothing is tried again; the next start has it all', async () => {
    const log = await open();
    await log.event('alarm', alarm(0));
    breakDescriptor(segment());
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, at) => log.event('alarm', alarm(at))));
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 'rejected'));
    expect(log.broken).toBeInstanceOf(Error);
    await log.close();
    await (await open()).close();
    expect(types().slice(0, 2)).toEqual(['node_start', 'alarm']);
  });

  const CASES: [string, () => void][] = [
    ['removed', () => unlinkSync(segment())],
    ['renamed', () => renameSync(segment(), `${segment()}.old`)],
    [
      'replaced by a copy',
      () => (copyFileSync(segment(), `${segment()}.new`), renameSync(`${segment()}.new`, segment())),
    ],
    ['cut', () => truncateSync(segment(), 100)],
    ['written', () => appendFileSync(segment(), 'x')],
  ];

  test.each(CASES)('%s by somebody else: noticed by the next record', async (_what, change) => {
    const log = await open();
    await log.event('alarm', alarm(0));
    change();
    await expect(log.event('alarm', alarm(1))).rejects.toThrow();
    expect(log.broken?.message).toMatch(/removed or replaced|somebody else|ENOENT/);
    await log.close();
  });

  test.each(CASES)('%s by somebody else: noticed without one', async (_what, change) => {
    const log = await open();
    await log.event('alarm', alarm(0));
    change();
    await expect.poll(() => log.broken, { timeout: 5_000 }).not.toBeNull();
    await log.close();
  });
});

describe('two writers', () => {
  test('the second is refused, here and in another process', async () => {
    const log = await open();
    await expect(open()).rejects.toThrow(`is written by process ${process.pid} already`);
    const program = join(import.meta.dirname, '../fixture/write-log.mjs');
    const { status, stderr } = spawnSync(process.execPath, [program, directory], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`is written by process ${process.pid} already`);
    await log.close();
  });

  test.each([
    ['of a process that is gone', `${2 ** 22 - 1} 1\n`],
    ['of a number that another process has now', `${process.pid} 1\n`],
    ['that says nothing', ''],
  ])('a lock %s is taken over', async (_whose, content) => {
    await (await open()).close();
    writeFileSync(join(directory, 'log.lock'), content);
    await (await open()).close();
    expect(types()).toHaveLength(4);
  });
});

/** A log as a crash leaves it: records that no checkpoint covers, the last of which ends at `end` of its segment. */
async function crashed(): Promise<{ readonly copy: string; readonly start: number; readonly end: number }> {
  const log = await open();
  for (let at = 0; at < 3; at += 1) await log.event('alarm', alarm(at));
  const copy = `${directory}.crashed`;
  cpSync(directory, copy, { recursive: true });
  rmSync(join(copy, 'log.lock'));
  await log.close();
  const bytes = readFileSync(
    join(
      copy,
      'wal',
      readdirSync(join(copy, 'wal')).find((name) => name.endsWith('.wal'))!,
    ),
  );
  let [start, end] = [HEADER_BYTES, HEADER_BYTES];
  for (let length = bytes.readUInt32BE(end); length > 0; length = bytes.readUInt32BE(end)) {
    [start, end] = [end, end + FRAME_BYTES + length];
  }
  rmSync(join(copy, 'log', 'checkpoint'), { force: true });
  return { copy, start, end };
}

const eyes = { requestedBy: 'A-1', approvedBy: 'A-2', ground: 'Incident 2026-07' };
const goOn = () => breakLog(places(), eyes);

describe('a log that ends before what was published of it', () => {
  const verdict = (): Verdict => verifyLog(directory, parseTrust('', undefined)).verdict;

  /** Records in two segments, all of them published. */
  async function published(): Promise<void> {
    const log = await open();
    await Promise.all(
      Array.from({ length: 1_000 }, (_, at) => log.event('alarm', { ...alarm(at), about: 'x'.repeat(128) })),
    );
    await log.close();
    expect(readdirSync(join(directory, 'wal')).filter((name) => name.endsWith('.wal')).length).toBe(2);
  }

  test.each([
    ['in the middle of a record', () => truncateSync(segment(), HEADER_BYTES + 1_000)],
    ['with a segment', () => rmSync(segment())],
    ['with all of them', () => rmSync(join(directory, 'wal'), { recursive: true })],
  ])('that ends %s goes on when two persons answer for it, and still is what was published', async (_where, lose) => {
    await published();
    const before = types();
    const known = readFileSync(join(directory, 'log', 'checkpoint'), 'utf8');
    lose();
    await expect(open()).rejects.toThrow('audit break');
    const { found, published: size } = goOn();
    expect([found < size, size]).toEqual([true, before.length]);
    const log = await open();
    await log.event('alarm', alarm(0));
    await log.close();
    expect(types()).toEqual([...before, 'log_break', 'node_start', 'alarm', 'node_stop']);
    expect(checkLog(directory)[size]).toMatchObject({ found, published: size, ground: eyes.ground });
    expect(verifyLog(directory, parseTrust('', undefined), { known }).verdict).toMatchObject({
      notChecked: ['SIGNATURES', 'WITNESSES'],
      breaks: [{ index: size, found, published: size }],
    });
    expect(verdictAsText(verdict())).toContain(`Record ${size} says: the log was broken off.`);
  });

  test('one that is whole, was changed, or was not published whole either, is nobody’s to break', async () => {
    await published();
    expect(goOn).toThrow('not short');
    const whole = `${directory}.whole`;
    cpSync(directory, whole, { recursive: true });
    const bytes = readFileSync(segment());
    bytes[HEADER_BYTES + FRAME_BYTES + 5]! ^= 1;
    writeFileSync(segment(), bytes);
    expect(goOn).toThrow('was changed after it was written');
    for (const lost of ['entries', '0']) {
      rmSync(directory, { recursive: true });
      cpSync(whole, directory, { recursive: true });
      truncateSync(segment(), HEADER_BYTES);
      rmSync(join(directory, 'log', 'tile', lost), { recursive: true });
      if (lost === 'entries') expect(goOn).toThrow('put its keys aside');
      else expect(goOn().found).toBeGreaterThan(0);
    }
    expect(existsSync(join(directory, 'log.lock'))).toBe(false);
  });
});

describe('start after a crash', () => {
  /** As it was before anything was signed. */
  const restore = (copy: string): void => {
    rmSync(directory, { recursive: true, force: true });
    cpSync(copy, directory, { recursive: true });
    rmSync(signed(), { force: true });
  };

  test('a tail torn at any byte of the last record is cut, and the count goes on', async () => {
    const { copy, start, end } = await crashed();
    const whole = readFileSync(join(copy, 'wal', '0000000000000000.wal'));
    const parts = { origin: 'node-1', epoch: 0, segmentBytes: whole.length };
    for (let torn = start; torn < end; torn += 1) {
      const wal = join(root, 'torn', String(torn), 'wal');
      mkdirSync(wal, { recursive: true });
      const bytes = Buffer.from(whole);
      bytes.fill(0, torn, end);
      writeFileSync(join(wal, '0000000000000000.wal'), bytes);
      const unsigned = { signed: join(copy, 'unsigned'), signedBefore: join(copy, 'unsigned') };
      const recovered = recoverLog({ ...parts, ...unsigned, wal, published: join(copy, 'log') });
      expect(recovered.tree.size, `torn at byte ${torn - start}`).toBe(3);
      expect(recovered.cut > 0, `torn at byte ${torn - start}`).toBe(
        bytes.subarray(start, end).some((byte) => byte !== 0),
      );
      rmSync(dirname(wal), { recursive: true });
    }
    restore(copy);
    const bytes = readFileSync(segment());
    writeFileSync(segment(), bytes.fill(0, end - 1, end));
    await (await open()).close();
    // All that is before the torn record, then this start and its stop.
    expect(types()).toEqual(['node_start', 'alarm', 'alarm', 'node_start', 'node_stop']);
  }, 180_000);

  test('a record before the last one was changed: no start, and nothing is changed', async () => {
    const { copy, start } = await crashed();
    for (const at of [HEADER_BYTES + 2, HEADER_BYTES + 30, HEADER_BYTES + FRAME_BYTES + 5, start - 1]) {
      restore(copy);
      const bytes = readFileSync(segment());
      bytes[at]! ^= 1;
      writeFileSync(segment(), bytes);
      await expect(open(), `byte ${at}`).rejects.toThrow('was changed after it was written');
      expect(readFileSync(segment()).equals(bytes)).toBe(true);
      expect(existsSync(join(directory, 'log.lock'))).toBe(false);
    }
  });

  test('what was published may not be missing: no start', async () => {
    const log = await open();
    await log.event('alarm', alarm(0));
    await log.close();
    truncateSync(segment(), HEADER_BYTES + 10);
    await expect(open()).rejects.toThrow('ends before record 0, and its keys have signed 3');
    rmSync(segment());
    await expect(open()).rejects.toThrow('ends before record 0, and its keys have signed 3');
  });

  test('keys that signed a log sign no other one, nor the same as it was before', async () => {
    const write = async (): Promise<void> => {
      const log = await open();
      await log.event('alarm', alarm(0));
      await log.close();
    };
    await write();
    const before = `${directory}.before`;
    cpSync(directory, before, { recursive: true });
    await write();
    const now = `${directory}.now`;
    renameSync(directory, now);
    await expect(open()).rejects.toThrow('ends before record 0, and its keys have signed 6');
    expect(goOn).toThrow('put its keys aside');
    rmSync(directory, { recursive: true });
    renameSync(before, directory);
    await expect(open()).rejects.toThrow('ends before record 3, and its keys have signed 6');
    rmSync(directory, { recursive: true });
    renameSync(now, directory);
    await write();
    expect(types()).toHaveLength(9);
  });

  test('what an older version signed, but did not publish, counts where it kept that; until more is signed', async () => {
    const log = await open();
    await log.event('alarm', alarm(0));
    await log.close();
    const kept = join(directory, 'signed');
    const published = readFileSync(signed());
    await (await open()).close();
    renameSync(signed(), kept);
    writeFileSync(join(directory, 'log', 'checkpoint'), published);
    const before = `${directory}.before`;
    cpSync(directory, before, { recursive: true });
    truncateSync(segment(), HEADER_BYTES);
    await expect(open()).rejects.toThrow('ends before record 0, and its keys have signed 5');
    expect(existsSync(kept)).toBe(true);
    rmSync(directory, { recursive: true });
    renameSync(before, directory);
    await (await open()).close();
    expect([existsSync(kept), existsSync(signed())]).toEqual([false, true]);
    expect(types()).toHaveLength(7);
  });

  test('one log of their name at a time: of two folders with the same keys the second does not start', async () => {
    const log = await open();
    const first = directory;
    directory = join(first, '../elsewhere');
    await expect(open()).rejects.toThrow('a second gateway needs another name');
    expect(existsSync(join(directory, 'log.lock'))).toBe(false);
    directory = first;
    await log.close();
    await (await open()).close();
  });

  test('partial tiles that a crash tore go with the next checkpoint, and the log is verified', async () => {
    await (await open()).close();
    const tiles = ['tile/0/000.p', 'tile/entries/000.p'].map((folder) => join(directory, 'log', folder));
    for (const folder of tiles) for (const width of ['3', '9']) writeFileSync(join(folder, width), '');
    await (await open()).close();
    expect(types()).toHaveLength(4);
    for (const folder of tiles) expect(readdirSync(folder)).not.toEqual(expect.arrayContaining(['9']));
    const { verdict } = verifyLog(directory, parseTrust('', undefined));
    expect(verdict).toMatchObject({ verdict: 'NOT-CHECKED', records: 4 });
  });

  test('tiles that are lost are made again from the records', async () => {
    const log = await open();
    await Promise.all(Array.from({ length: 600 }, (_, at) => log.event('alarm', alarm(at))));
    await log.close();
    rmSync(join(directory, 'log', 'tile'), { recursive: true });
    await (await open()).close();
    expect(types()).toHaveLength(604);
  });
});
