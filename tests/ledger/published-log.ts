import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  encodeEntries,
  encodeFrame,
  encodeHeader,
  encodeTile,
  entriesPath,
  leafHash,
  newTiles,
  TILE_WIDTH,
  tilePath,
} from '@agency-graph/ledger';
import { sha256 } from './keys.js';
import { ORIGIN, type LogUnderTest } from './log-under-test.js';

export interface Publication {
  readonly checkpoint: string;
  readonly epochs: { readonly certificates: readonly string[]; readonly handovers: readonly string[] };
  /** First records of the segments of the write-ahead log; none for a log of which only the published part is there. */
  readonly segments: readonly number[];
  /** Bytes of the last segment that are not written yet. */
  readonly room: number;
}

/** Lays a log into a folder as a node does. */
export function publishLog(
  folder: string,
  log: LogUnderTest,
  { checkpoint, epochs, segments, room }: Publication,
): void {
  const put = (path: string, bytes: Buffer | string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  const size = log.entries.length;
  put('log/checkpoint', checkpoint);
  for (const tile of newTiles(0, size)) put(`log/${tilePath(tile)}`, encodeTile(tile, log.node));
  for (let at = 0; at < size; at += TILE_WIDTH) {
    const entries = log.entries.slice(at, at + TILE_WIDTH);
    put(`log/${entriesPath(at / TILE_WIDTH, entries.length)}`, encodeEntries(entries));
  }
  for (const [epoch, note] of epochs.certificates.entries()) put(`log/epochs/${epoch}.certificate`, note);
  for (const [epoch, note] of epochs.handovers.entries()) put(`log/epochs/${epoch}.handover`, note);

  let previous: Buffer = Buffer.alloc(32);
  for (const [at, first] of segments.entries()) {
    const end = segments[at + 1] ?? size;
    const frames = log.entries
      .slice(first, end)
      .map((bytes, offset) => encodeFrame(first + offset, { bytes, leaf: leafHash(bytes) }));
    const header = encodeHeader({ origin: ORIGIN, first, previous, epoch: 0, marked: true });
    const segment = Buffer.concat([header, ...frames, Buffer.alloc(room)]);
    put(`wal/${String(first).padStart(16, '0')}.wal`, segment);
    previous = sha256(segment);
  }
}
