import { finishFrame, laidFrame, type Checkpoint } from '@agency-graph/ledger';
import { closeSync, constants, fdatasyncSync, fsync, openSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { openEpochKey, rotate } from './checkpoint-keys.js';
import { openDestroyedKeys } from './destroyed-keys.js';
import { makeDirectory, syncDirectory, writeAll } from './files.js';
import type { AppendsTogether, FromThread, StartedThread, ToThread } from './protocol.js';
import { createPublisher } from './publish.js';
import { readCheckpoint } from './last-checkpoint.js';
import { foldersOf } from './log-parts.js';
import { recoverLog } from './recover.js';
import { beginSegment, openSegment, reserveInPieces } from './segments.js';
import { ROW_BYTES } from './subject-table.js';

/**
 * The writer: a thread of its own with synchronous input and output. A batch is written and synced, then answered; the
 * next one is whatever the gateway has gathered meanwhile. After any error nothing is written again: a failed sync may
 * have dropped the pages, and a second one would say that all is well.
 */
const { directory, origin, keys, segmentBytes, onDisk } = workerData as StartedThread;
const port = parentPort!;
const say = (message: FromThread): void => port.postMessage(message);

/** How often a checkpoint is published if the log grew, and the log looked at. Milliseconds. */
const EVERY = 1_000;
/** A disk with less than this is nearly full. Bytes: 256 MiB, as the README says. */
const DISK_LOW = 4 * segmentBytes;
const syncInBackground = promisify(fsync);
const folders = foldersOf(directory, keys);

makeDirectory(directory);
makeDirectory(folders.wal);
makeDirectory(folders.published);

const hasSigned = readCheckpoint({ ...folders, origin }) !== null;
let epochKey = openEpochKey(keys, folders.published, origin, Date.now(), hasSigned);
const recovered = recoverLog({ ...folders, origin, epoch: epochKey.epoch, segmentBytes });
const { tree, cut } = recovered;
let segment = openSegment(recovered.segment);
const subjects = openSync(
  join(directory, 'subjects'),
  constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW,
  0o600,
);
syncDirectory(directory);
const destroyed = openDestroyedKeys(keys, subjects);

const signer = (checkpoint: Checkpoint) => {
  epochKey = rotate(keys, folders.published, epochKey, checkpoint, Date.now());
  return Promise.resolve(epochKey.signer);
};
const publisher = createPublisher({
  directory: folders.published,
  signed: folders.signed,
  signedBefore: folders.signedBefore,
  origin,
  ...recovered,
  signer,
});
/** Resolves the wait for a checkpoint to come back from the witnesses. */
let seen = (): void => {};
let publishing: Promise<void> | null = null;
let broken = false;
let closing = false;
/** First index of the segment whose reserve is written, or was. */
let reservedFor = -1;

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
      say({ kind: 'durable', leaves: write(message) });
    } catch (error) {
      fail(error);
    }
  }
});

/** Writes a batch and syncs it; returns the leaf of each append's last record. */
function write({ first, frames, ends, keys: rows, destroy }: AppendsTogether): string[] {
  if (first !== tree.size) throw new Error(`the batch begins at ${first}, the log is ${tree.size} long`);
  writeKeys(rows);
  const bytes = Buffer.from(frames.buffer, frames.byteOffset, frames.length);
  let at = 0;
  let unwritten = 0;
  const leaves = ends.map((end) => {
    let last: Buffer | null = null;
    while (at < end) {
      const next = recordEnd(bytes, at);
      if (segment.room < next - unwritten) {
        flush(bytes.subarray(unwritten, at));
        unwritten = at;
        roll();
      }
      while (at < next) {
        const frame = laidFrame(bytes, at);
        const entry = finishFrame(bytes.subarray(at, frame.end), at === unwritten);
        if (frame.kind === 'leaf') tree.append(entry.bytes, (last = entry.leaf));
        at = frame.end;
      }
    }
    return last?.toString('base64') ?? '';
  });
  flush(bytes.subarray(unwritten));
  segment.look();
  destroyed.destroy(destroy);
  Atomics.store(onDisk, 1, process.hrtime.bigint());
  Atomics.store(onDisk, 0, BigInt(tree.size));
  return leaves;
}

/** Where a record ends, with what is sealed before it: the two are never parted. */
function recordEnd(bytes: Buffer, at: number): number {
  const { kind, end } = laidFrame(bytes, at);
  return kind === 'leaf' ? end : recordEnd(bytes, end);
}

function flush(frames: Buffer): void {
  if (frames.length === 0) return;
  segment.write(frames);
  segment.sync();
}

/** A subject's key is on the disk before any record that names it. */
function writeKeys(rows: AppendsTogether['keys']): void {
  if (rows.length === 0) return;
  for (const { first, bytes } of rows) writeAll(subjects, bytes, first * ROW_BYTES);
  fdatasyncSync(subjects);
}

/** Seals the full segment and goes on in the next one. */
function roll(): void {
  const previous = segment.seal();
  segment.close();
  const header = { origin, first: tree.size, previous, epoch: epochKey.epoch };
  segment = openSegment(beginSegment(folders.wal, header, Buffer.alloc(0), segmentBytes));
  setImmediate(() => void reserve());
}

/** Writes the reserve of this segment, with room for batches between its pieces. */
async function reserve(): Promise<void> {
  const { first } = segment;
  if (broken || closing || reservedFor === first) return;
  reservedFor = first;
  try {
    for (const file of reserveInPieces(folders.wal, segmentBytes)) {
      await syncInBackground(file);
      // INVARIANT: nothing is written any more into what may have become a segment meanwhile.
      if (broken || closing || segment.first !== first) break;
    }
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
  closing = true;
  clearInterval(ticking);
  await publishing;
  if (!broken) {
    await publish().catch(() => {});
    segment.close();
  }
  destroyed.close();
  closeSync(subjects);
  port.close();
}

const ticking = setInterval(tick, EVERY);
say({ kind: 'opened', next: tree.size, cut, published: publisher.size, epoch: epochKey.epoch });
setImmediate(() => void reserve());
