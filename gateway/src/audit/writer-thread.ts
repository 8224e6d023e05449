import { encodeFrame, leafHash, type Checkpoint } from '@agency-graph/ledger';
import { closeSync, constants, fdatasyncSync, openSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openEpochKey, rotate } from './checkpoint-keys.js';
import { makeDirectory, syncDirectory, writeAll } from './files.js';
import type { Append, FromThread, ThreadOptions, ToThread } from './protocol.js';
import { createPublisher } from './publish.js';
import { recoverLog } from './recover.js';
import { beginSegment, fillReserve, openSegment } from './segments.js';
import { ROW_BYTES } from './subject-table.js';

/**
 * The writer: a thread of its own with synchronous input and output. A batch is written and synced, then answered; the
 * next one is whatever the gateway has gathered meanwhile. After any error nothing is written again: a failed sync may
 * have dropped the pages, and a second one would say that all is well.
 */
const { directory, origin, keys, segmentBytes } = workerData as ThreadOptions;
const port = parentPort!;
const say = (message: FromThread): void => port.postMessage(message);

/** How often a checkpoint is published if the log grew, and the log looked at. Milliseconds. */
const EVERY = 1_000;
/** A disk with less than this is nearly full. Bytes. */
const DISK_LOW = 4 * segmentBytes;
const folders = {
  wal: join(directory, 'wal'),
  published: join(directory, 'log'),
  signed: join(directory, 'signed'),
};

makeDirectory(directory);
makeDirectory(folders.wal);
makeDirectory(folders.published);

let epochKey = openEpochKey(keys, folders.published, origin, Date.now());
const recovered = recoverLog({ ...folders, origin, epoch: epochKey.epoch, segmentBytes });
const { tree, cut } = recovered;
let segment = openSegment(recovered.segment);
const subjects = openSync(
  join(directory, 'subjects'),
  constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW,
  0o600,
);
syncDirectory(directory);

const signer = (checkpoint: Checkpoint) => {
  epochKey = rotate(keys, folders.published, epochKey, checkpoint, Date.now());
  return Promise.resolve(epochKey.signer);
};
const publisher = createPublisher({
  directory: folders.published,
  signed: folders.signed,
  origin,
  ...recovered,
  signer,
});
/** Resolves the wait for a checkpoint to come back from the witnesses. */
let seen = (): void => {};
let publishing: Promise<void> | null = null;
let broken = false;

function fail(error: unknown): void {
  if (broken) return;
  broken = true;
  seen();
  // Sealed as it is: what its descriptor still holds is not to be trusted.
  segment.close();
  say({ kind: 'broken', says: error instanceof Error ? error.message : String(error) });
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'close') void close();
  else if (message.kind === 'publish') {
    publisher.publish(message.note, message.witnessed).then(seen, fail);
  } else if (!broken) {
    try {
      say({ kind: 'durable', leaves: write(message.first, message.appends) });
    } catch (error) {
      fail(error);
    }
  }
});

/** Writes a batch and syncs it; returns the leaf of each append's last record. */
function write(first: number, appends: readonly Append[]): string[] {
  if (first !== tree.size) throw new Error(`the batch begins at ${first}, the log is ${tree.size} long`);
  writeKeys(appends);
  const frames: Buffer[] = [];
  let size = 0;
  const leaves = appends.map((append) => {
    let last = '';
    for (const frame of append.frames) {
      const isLeaf = typeof frame === 'string';
      const bytes = isLeaf ? Buffer.from(frame) : Buffer.from(frame.buffer, frame.byteOffset, frame.length);
      const leaf = leafHash(bytes);
      const encoded = encodeFrame(tree.size, { bytes, leaf }, isLeaf ? 'leaf' : 'sealed');
      if (segment.room < size + encoded.length) {
        flush(frames.splice(0));
        size = 0;
        roll();
      }
      frames.push(encoded);
      size += encoded.length;
      if (!isLeaf) continue;
      tree.append(bytes, leaf);
      last = leaf.toString('base64');
    }
    return last;
  });
  flush(frames);
  segment.look();
  for (const { destroy } of appends) destroyKeys(destroy);
  return leaves;
}

function flush(frames: readonly Buffer[]): void {
  if (frames.length === 0) return;
  segment.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
  segment.sync();
}

/** A subject's key is on the disk before any record that names it. */
function writeKeys(appends: readonly Append[]): void {
  let any = false;
  for (const { keys: rows } of appends) {
    if (rows === null) continue;
    writeAll(subjects, rows.bytes, rows.first * ROW_BYTES);
    any = true;
  }
  if (any) fdatasyncSync(subjects);
}

function destroyKeys(rows: readonly number[]): void {
  if (rows.length === 0) return;
  for (const row of rows) writeAll(subjects, Buffer.alloc(ROW_BYTES), row * ROW_BYTES);
  fdatasyncSync(subjects);
}

/** Seals the full segment and goes on in the next one. */
function roll(): void {
  const previous = segment.seal();
  segment.close();
  const header = { origin, first: tree.size, previous, epoch: epochKey.epoch };
  segment = openSegment(beginSegment(folders.wal, header, Buffer.alloc(0), segmentBytes));
  setImmediate(reserve);
}

function reserve(): void {
  try {
    if (!broken) fillReserve(folders.wal, segmentBytes);
  } catch {
    // A disk without room for it is told as low; the segment that is open is still good.
  }
}

/** Publishes and looks at the log, once a second. */
function tick(): void {
  if (broken) return;
  try {
    segment.look();
  } catch (error) {
    fail(error);
    return;
  }
  publishing ??= publish()
    .catch((error: unknown) => fail(error))
    .finally(() => {
      publishing = null;
      tell();
    });
}

/** Signs the log if it grew, has it witnessed, and publishes it. */
async function publish(): Promise<void> {
  const note = await publisher.sign();
  if (note === null) return;
  const back = new Promise<void>((resolve) => (seen = resolve));
  say({ kind: 'signed', note });
  await back;
}

function tell(): void {
  const { bavail, bsize } = statfsSync(directory);
  say({ kind: 'state', published: publisher.size, diskLow: bavail * bsize < DISK_LOW, epoch: epochKey.epoch });
}

async function close(): Promise<void> {
  clearInterval(ticking);
  await publishing;
  if (!broken) {
    await publish().catch(() => {});
    segment.close();
  }
  closeSync(subjects);
  say({ kind: 'closed' });
  port.close();
}

const ticking = setInterval(tick, EVERY);
say({ kind: 'opened', next: tree.size, cut, published: publisher.size, epoch: epochKey.epoch });
setImmediate(reserve);
