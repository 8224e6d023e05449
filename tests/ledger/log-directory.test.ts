import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAME_BYTES, scanSegment } from '@agency-graph/ledger';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { log, LOG_SIZE } from './log-under-test.js';
import { publishLog } from './published-log.js';

/** Records that are published; the others are in the newest segment too. */
const PUBLISHED = 25;
const NEWEST = 10;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-directory-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  publishLog(folder, log, {
    checkpoint: log.checkpoint(PUBLISHED),
    epochs: { certificates: [], handovers: [] },
    segments: [0, NEWEST],
    room: 4_096,
  });
});

const newest = (): string => join(folder, `wal/${String(NEWEST).padStart(16, '0')}.wal`);

/** Changes one byte of what a record of the newest segment says. */
function change(record: number): void {
  const segment = readFileSync(newest());
  const ends = new Map<number, number>();
  scanSegment(segment, ({ index, end }) => void ends.set(index, end));
  segment[ends.get(record)! - 1]! ^= 1;
  writeFileSync(newest(), segment);
}

/** Takes away the newest segment's end, from a record on. */
function cutFrom(record: number): void {
  const segment = readFileSync(newest());
  scanSegment(segment, ({ index, bytes, end }) => {
    if (index === record) segment.fill(0, end - bytes.length - FRAME_BYTES);
  });
  writeFileSync(newest(), segment);
}

describe.each([
  ['changed in it', change],
  ['gone with all behind it', cutFrom],
])('of the newest segment, a published record that is %s', (_what, spoil) => {
  test.each([NEWEST, 17, PUBLISHED - 1])('%i is told of whatever is asked', (record) => {
    spoil(record);
    const says = `record ${record} was changed`;
    expect(() => openLogDirectory(folder).size()).toThrow(says);
    expect(() => [...openLogDirectory(folder).iterate()]).toThrow(says);
    expect(() => openLogDirectory(folder).entry(record)).toThrow(says);
    // Not once alone.
    const opened = openLogDirectory(folder);
    for (let time = 0; time < 3; time += 1) expect(() => opened.size()).toThrow(says);
  });

  test('is told of by a reader that had read past it before', () => {
    const opened = openLogDirectory(folder);
    expect(opened.size()).toBe(LOG_SIZE);
    spoil(17);
    expect(() => [...opened.iterate(12)]).toThrow('record 17 was changed');
    expect(() => opened.entry(17)).toThrow('record 17 was changed');
    expect(opened.entry(16)).toMatchObject({ index: 16 });
  });
});

test.each([
  ['torn', change],
  ['lost', cutFrom],
])('what nobody has signed yet may be %s: the log ends there', (_what, spoil) => {
  spoil(PUBLISHED + 2);
  const opened = openLogDirectory(folder);
  expect(opened.size()).toBe(PUBLISHED + 2);
  expect([...opened.iterate()]).toHaveLength(PUBLISHED + 2);
  expect(opened.entry(PUBLISHED + 2)).toBeNull();
});

test('a reader that comes upon a torn end does not shorten the log for those who ask its size', () => {
  const opened = openLogDirectory(folder);
  expect(opened.size()).toBe(LOG_SIZE);
  const whole = readFileSync(newest());
  change(PUBLISHED);
  expect([...opened.iterate()]).toHaveLength(PUBLISHED);
  writeFileSync(newest(), whole);
  expect(opened.size()).toBe(LOG_SIZE);
  expect([...opened.iterate()]).toHaveLength(LOG_SIZE);
});

test('a log that grew into a new segment, and was published there, is read on', () => {
  const whole = readFileSync(newest());
  const note = readFileSync(join(folder, 'log/checkpoint'));
  rmSync(newest());
  writeFileSync(join(folder, 'log/checkpoint'), log.checkpoint(NEWEST));
  const opened = openLogDirectory(folder);
  expect(opened.size()).toBe(NEWEST);
  writeFileSync(newest(), whole);
  writeFileSync(join(folder, 'log/checkpoint'), note);
  expect([...opened.iterate()]).toHaveLength(NEWEST);
  expect(opened.size()).toBe(LOG_SIZE);
  expect([...opened.iterate()]).toHaveLength(LOG_SIZE);
});
