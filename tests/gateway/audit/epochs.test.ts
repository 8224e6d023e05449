import { encodeFrame, finishFrame, verifyPath, type Checkpoint } from '@agency-graph/ledger';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Batch } from '../../../gateway/src/audit/batch.js';
import { epochAt, openEpochKey, rotate, type EpochKey } from '../../../gateway/src/audit/checkpoint-keys.js';
import { makeDirectory } from '../../../gateway/src/audit/files.js';
import { createPublisher } from '../../../gateway/src/audit/publish.js';
import { foldersOf } from '../../../gateway/src/audit/log-parts.js';
import { beginSegment, NO_SEGMENT } from '../../../gateway/src/audit/segments.js';
import { createTree } from '../../../gateway/src/audit/tree.js';
import { openWriter } from '../../../gateway/src/start/audit.js';

const root = mkdtempSync(join(tmpdir(), 'epochs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ORIGIN = 'node-1';
const SEGMENT = 64 * 1024;
const DAY = 86_400_000;
const TODAY = Date.now();
const YESTERDAY = TODAY - DAY;
const DAY_BEFORE = YESTERDAY - DAY;

let logs = 0;

/** Folders of a log that is yet to begin. */
function newLog() {
  const directory = join(root, String((logs += 1)), 'audit');
  const keys = join(directory, '../keys');
  const folders = foldersOf(directory, keys);
  for (const folder of [directory, folders.wal, folders.published]) makeDirectory(folder);
  return { ...folders, directory, keys };
}

type TestLog = ReturnType<typeof newLog>;

const openKey = ({ keys, published }: TestLog, now: number): EpochKey =>
  openEpochKey(keys, published, ORIGIN, now, false);

/** A log of one record, whose checkpoint was published under the key of a day. */
async function signedOn(day: number) {
  const log = newLog();
  const key = openKey(log, day);
  const batch = new Batch(0, '2026-01-01T00:00:00.000000Z');
  batch.add('alarm', { kind: 'test', n: 0 });
  const record = finishFrame(Buffer.from(batch.finish(null).frames), true);
  const header = { origin: ORIGIN, first: 0, previous: NO_SEGMENT, epoch: key.epoch };
  beginSegment(log.wal, header, encodeFrame(0, record), SEGMENT);
  const tree = createTree();
  tree.append(record.bytes, record.leaf);
  const publisher = createPublisher({
    ...log,
    directory: log.published,
    origin: ORIGIN,
    tree,
    published: null,
    tilesUpTo: 0,
    signer: () => Promise.resolve(key.signer),
  });
  await publisher.publish((await publisher.sign())!, false);
  const checkpoint: Checkpoint = { origin: ORIGIN, size: tree.size, root: tree.root() };
  const turnTo = (day: number, from = key): EpochKey => rotate(log.keys, log.published, from, checkpoint, day);
  return { log, key, turnTo };
}

/** Does something of which one file cannot be written, and none after it, as a crash just before it leaves it. */
function cutOffBefore(file: string, does: () => unknown): void {
  mkdirSync(`${file}.new`, { recursive: true });
  expect(does).toThrow('EISDIR');
  rmdirSync(`${file}.new`);
}

const keyOf = ({ keys }: TestLog, day: number): string => join(keys, `epoch-${epochAt(day)}.key`);
const noteOf = ({ published }: TestLog, day: number, kind: string): string =>
  join(published, 'epochs', `${epochAt(day)}.${kind}`);

/** What a new epoch writes, in its order. */
const steps = (log: TestLog, day: number): readonly string[] => [
  keyOf(log, day),
  noteOf(log, day, 'certificate'),
  noteOf(log, day, 'handover'),
];

const verdictOf = ({ directory, keys }: TestLog) =>
  verifyPath({ path: directory, trust: [join(keys, 'root.pub')] }).verdict;

async function goOn({ directory, keys }: TestLog): Promise<void> {
  const { writer } = await openWriter({ directory, keys, origin: ORIGIN, segmentBytes: SEGMENT });
  await writer.event('alarm', { kind: 'test', n: 1 });
  await writer.close();
}

/** Starts the log today, and expects that whoever has its root can verify it, and that it has one key: a day's. */
async function expectWhole(log: TestLog, day = Date.now()): Promise<void> {
  await goOn(log);
  expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
  const keys = readdirSync(log.keys).filter((name) => name.startsWith('epoch-'));
  expect(keys.map((name) => join(log.keys, name))).toEqual([keyOf(log, day)]);
}

test.each([
  ['yesterday', YESTERDAY],
  ['today', TODAY],
])('the first epoch, cut off at any step %s, is made whole by the next start', async (_when, day) => {
  const stepsOfRoot = ({ keys, published }: TestLog) => [
    join(keys, 'root.key'),
    join(keys, 'root.pub'),
    join(published, 'root.pub'),
  ];
  for (let step = 0; step < 6; step += 1) {
    const log = newLog();
    cutOffBefore([...stepsOfRoot(log), ...steps(log, day)][step]!, () => openKey(log, day));
    await expectWhole(log);
  }
});

test.each([
  ['yesterday', YESTERDAY],
  ['today', TODAY],
])('a new epoch, cut off at any step %s, is begun again by the next start', async (_when, day) => {
  for (let step = 0; step < 3; step += 1) {
    const { log, turnTo } = await signedOn(DAY_BEFORE);
    cutOffBefore(steps(log, day)[step]!, () => turnTo(day));
    expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
    await expectWhole(log);
  }
});

test('one that is cut off once more, while it is begun again on a later day', async () => {
  for (const file of [1, 2]) {
    const { log, turnTo } = await signedOn(DAY_BEFORE);
    cutOffBefore(steps(log, YESTERDAY)[file]!, () => turnTo(YESTERDAY));
    cutOffBefore(steps(log, TODAY)[2]!, () => turnTo(TODAY));
    await expectWhole(log);
  }
});

test('the key of an epoch that is over is destroyed, also where a crash left it', async () => {
  const { log, key, turnTo } = await signedOn(DAY_BEFORE);
  const old = join(log.keys, `epoch-${key.epoch}.key`);
  copyFileSync(old, `${old}.kept`);
  turnTo(TODAY);
  copyFileSync(`${old}.kept`, old);
  rmSync(`${old}.kept`);
  await expectWhole(log);
});

test('where the notes of epochs are lost, no later key is made the first one', async () => {
  const { log } = await signedOn(TODAY);
  rmSync(join(log.published, 'epochs'), { recursive: true });
  await goOn(log);
  expect(readdirSync(join(log.published, 'epochs'))).toEqual([]);
});

test.each([
  ['yesterday', YESTERDAY],
  ['today', TODAY],
])(
  'a log whose only key signed %s and is lost is not continued: no other may be the first one again',
  async (_, day) => {
    const { log } = await signedOn(day);
    const before = readFileSync(join(log.published, 'checkpoint'), 'utf8');
    rmSync(keyOf(log, day));
    await expect(goOn(log)).rejects.toThrow('none of its keys is left that may go on');
    expect(readFileSync(join(log.published, 'checkpoint'), 'utf8')).toBe(before);
    expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
  },
);

test('while the root is kept elsewhere the key in force signs on, and the next day on which it is there has its own', async () => {
  const { log, key, turnTo } = await signedOn(DAY_BEFORE);
  const path = join(log.keys, 'root.key');
  const kept = readFileSync(path);
  rmSync(path);
  expect(turnTo(YESTERDAY)).toBe(key);
  await goOn(log);
  expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, kept);
  await expectWhole(log);
});

test('once a clock that was a year ahead is mended, each day has its own key again', async () => {
  const ahead = TODAY + 365 * DAY;
  const { log, key, turnTo } = await signedOn(ahead);
  const yesterday = turnTo(YESTERDAY);
  expect(turnTo(YESTERDAY, yesterday)).toBe(yesterday);
  const today = turnTo(TODAY, yesterday);
  expect([yesterday, today].map(({ epoch }) => epoch - key.epoch)).toEqual([1, 2]);
  expect(turnTo(TODAY, today)).toBe(today);
  await expectWhole(log, ahead + 2 * DAY);
});

test('also where it is mended while the node is down', async () => {
  const ahead = TODAY + 365 * DAY;
  const { log } = await signedOn(ahead);
  utimesSync(keyOf(log, ahead), ahead / 1000, ahead / 1000);
  await expectWhole(log, ahead + DAY);
  await expectWhole(log, ahead + DAY);
});

test('a clock that is set back over midnight keeps the key that began, and the next day has its own', async () => {
  const { log, key, turnTo } = await signedOn(TODAY + DAY);
  expect(turnTo(TODAY)).toBe(key);
  expect(turnTo(TODAY + DAY)).toBe(key);
  expect(turnTo(TODAY + 2 * DAY).epoch).toBe(epochAt(TODAY + 2 * DAY));
  expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
});

test('no other root takes the place of one that is lost before the first epoch begins', () => {
  const log = newLog();
  cutOffBefore(keyOf(log, TODAY), () => openKey(log, TODAY));
  rmSync(join(log.keys, 'root.key'));
  expect(() => openKey(log, TODAY)).toThrow('root.key');
});
