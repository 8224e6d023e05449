import { canonicalJson, leafHash, type CanonicalValue } from '@agency-graph/ledger';
import type fs from 'node:fs';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openLogFile, type LogFile } from '../../../gateway/src/audit/log-file.js';
import type { RecordBody } from '../../../gateway/src/audit/record.js';
import { breakDescriptor } from '../fixture/break-descriptor.js';

const syncs = vi.hoisted(() => ({ count: 0 }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const fdatasync = (...given: Parameters<typeof real.fdatasync>): void => {
    syncs.count += 1;
    real.fdatasync(...given);
  };
  return { ...real, fdatasync, default: { ...real, fdatasync } };
});

const root = mkdtempSync(join(tmpdir(), 'log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let path: string;
let n = 0;
beforeEach(() => (path = join(root, String((n += 1)), 'audit', 'log')));

const open = (): LogFile => openLogFile(path, 'node-1');
const record = (at: number): RecordBody => ({ type: 'test', at, text: `Nguyễn ${at}` });
const lines = (): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

async function written(count: number): Promise<void> {
  const log = open();
  for (let at = 0; at < count; at += 1) await log.append(record(at));
  await log.close();
}

describe('form', () => {
  test('RFC 6962: the leaf of nothing, and that of a record', () => {
    expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(leafHash(Buffer.from('L123456')).toString('hex')).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
  });

  test.each<[CanonicalValue, string]>([
    // RFC 8785, § 3.2.2 and 3.2.3, as far as records have such values.
    [
      { string: '€$\u000F\nA\'B"\\\\"/', literals: [null, true, false] },
      String.raw`{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    ],
    [
      {
        '€': 'Euro Sign',
        '\r': 'Carriage Return',
        '\ufb33': 'Hebrew Letter Dalet With Dagesh',
        1: 'One',
        '😀': 'Emoji: Grinning Face',
        '\u0080': 'Control',
        ö: 'Latin Small Letter O With Diaeresis',
      },
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    [[9007199254740991, -9007199254740991, 0], '[9007199254740991,-9007199254740991,0]'],
    [{ b: [], a: {}, A: '' }, '{"A":"","a":{},"b":[]}'],
  ])('RFC 8785: %j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
    expect(canonicalJson(JSON.parse(text) as CanonicalValue)).toBe(text);
  });

  test.each([1.5, -0, Number.NaN, 2 ** 53, '\ud800', { '\udc00': 1 }, undefined, [undefined], Symbol('x'), 1n])(
    'what has no canonical form is not recorded, and takes no index: %s',
    async (value) => {
      const log = open();
      await expect(async () => log.append({ type: 'test', value: value as CanonicalValue })).rejects.toThrow(TypeError);
      expect((await log.append(record(0))).index).toBe(0);
      await log.close();
    },
  );

  test('a line a record, each with its place and its leaf', async () => {
    const log = open();
    const position = await log.append(record(0));
    const leaf = leafHash(Buffer.from(canonicalJson(record(0)))).toString('base64');
    expect(position).toEqual({ origin: 'node-1', index: 0, leaf });
    expect((await log.append(record(1), record(2))).index).toBe(2);
    await log.close();
    expect(lines()[0]).toBe(`0 ${leaf} ${canonicalJson(record(0))}`);
    expect(lines().map((line) => Number(line.split(' ')[0]))).toEqual([0, 1, 2]);
  });

  test('for its owner alone, also where it was open to others', async () => {
    await written(1);
    chmodSync(path, 0o666);
    chmodSync(dirname(path), 0o777);
    await written(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  test('no link to somewhere else, no folder', () => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(join(root, 'elsewhere'), '');
    symlinkSync(join(root, 'elsewhere'), path);
    expect(open).toThrow('ELOOP');
    unlinkSync(path);
    mkdirSync(path);
    expect(open).toThrow();
  });
});

describe('durability', () => {
  test('a thousand at once share their syncs; one by one each has its own', async () => {
    const log = open();
    syncs.count = 0;
    const positions = await Promise.all(Array.from({ length: 1_000 }, (_, at) => log.append(record(at))));
    expect(positions.map(({ index }) => index)).toEqual(Array.from({ length: 1_000 }, (_, at) => at));
    expect(syncs.count).toBeLessThanOrEqual(3);
    syncs.count = 0;
    for (let at = 0; at < 10; at += 1) await log.append(record(at));
    expect(syncs.count).toBe(10);
    await log.close();
    expect(lines()).toHaveLength(1_010);
  });

  test('a disk error is for good: all that waits is refused, and nothing is tried again', async () => {
    const log = open();
    await log.append(record(0));
    breakDescriptor(path);
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, at) => log.append(record(at))));
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'rejected'));
    expect(log.broken).toBeInstanceOf(Error);
    await expect(log.append(record(0))).rejects.toThrow();
    expect(lines()).toHaveLength(1);
  });

  test('closed, it takes nothing more: its descriptor may be another file’s', async () => {
    const log = open();
    const last = log.append(record(0));
    await log.close();
    await last;
    await expect(log.append(record(1))).rejects.toThrow('closed');
  });
});

describe('somebody else at the file', () => {
  const CASES: [string, () => void][] = [
    ['removed', () => unlinkSync(path)],
    ['renamed', () => renameSync(path, `${path}.old`)],
    ['replaced by a copy', () => (copyFileSync(path, `${path}.new`), renameSync(`${path}.new`, path))],
    ['cut', () => truncateSync(path, 10)],
    ['written', () => appendFileSync(path, 'x')],
  ];

  test.each(CASES)('%s: noticed by the next record', async (_what, change) => {
    const log = open();
    await log.append(record(0));
    change();
    await expect(log.append(record(1))).rejects.toThrow(/removed or replaced|somebody else|ENOENT/);
    expect(log.broken).not.toBeNull();
    await log.close();
  });

  test.each(CASES)('%s: noticed without one', async (_what, change) => {
    const log = open();
    await log.append(record(0));
    change();
    await expect.poll(() => log.broken, { timeout: 5_000 }).not.toBeNull();
    await log.close();
  });
});

describe('two writers', () => {
  test('the second is refused, here and in another process', async () => {
    const log = open();
    expect(open).toThrow(`is written by process ${process.pid} already`);
    const dist = join(import.meta.dirname, '../../../gateway/dist/audit/log-file.js');
    const program = `const { openLogFile } = await import(${JSON.stringify(dist)}); openLogFile(${JSON.stringify(path)}, 'two');`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`is written by process ${process.pid} already`);
    await log.close();
    expect(existsSync(`${path}.lock`)).toBe(false);
    await written(1);
  });

  test.each([
    ['of a process that is gone', `${2 ** 22 - 1} 1\n`],
    ['of a number that another process has now', `${process.pid} 1\n`],
    ['that says nothing', ''],
  ])('a lock %s is taken over', async (_whose, content) => {
    await written(1);
    writeFileSync(`${path}.lock`, content);
    await written(1);
    expect(lines()).toHaveLength(2);
  });
});

describe('start after a crash', () => {
  test('a tail torn at any byte is cut, and the count goes on', async () => {
    await written(3);
    const whole = readFileSync(path);
    const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let cut = last; cut < whole.length; cut += 1) {
      writeFileSync(path, whole.subarray(0, cut));
      const log = open();
      expect(log.cut).toBe(cut === whole.length - 1 ? 0 : cut - last);
      const { index } = await log.append(record(9));
      await log.close();
      // But for its line end the record is whole, and stays.
      expect(index).toBe(cut === whole.length - 1 ? 3 : 2);
      expect(lines().map((line) => Number(line.split(' ')[0]))).toEqual(index === 3 ? [0, 1, 2, 3] : [0, 1, 2]);
    }
  });

  test('a byte of the last record flipped, any of them, stops the start and changes nothing', async () => {
    await written(3);
    const whole = readFileSync(path);
    const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let at = last; at < whole.length; at += 1) {
      for (const bit of [0x01, 0x80]) {
        const flipped = Buffer.from(whole);
        flipped[at]! ^= bit;
        writeFileSync(path, flipped);
        expect(open, `byte ${at - last} of the record`).toThrow('was changed after it was written');
        expect(readFileSync(path).equals(flipped)).toBe(true);
      }
    }
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('a log of one record, and one of a record longer than is looked at first', async () => {
    await written(1);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"at":0', '"at":1'));
    expect(open).toThrow('was changed');
    unlinkSync(path);
    const log = open();
    await log.append(record(0));
    await log.append({ type: 'long', text: 'x'.repeat(3_000_000) });
    await log.close();
    const again = open();
    expect((await again.append(record(2))).index).toBe(2);
    await again.close();
  });
});
