import { HASH_BYTES, sha256, type CompactRange } from '../merkle.js';
import { scanSegment, type Frame } from '../segment.js';
import { TILE_WIDTH } from '../tile.js';
import type { Head } from './heads.js';
import type { LogFiles } from './log-files.js';
import type { Progress } from './progress.js';
import { Failure } from './verdict.js';

/** What the write-ahead log holds besides what is published. */
export interface Unpublished {
  /** Whole records after the checkpoint. */
  readonly unpublished: number;
  /** Bytes after the last whole record, as a crash leaves them. */
  readonly unfinished: boolean;
}

/**
 * Checks that the segments hang together from record 0 on, and hold what is published and what was handed over beyond
 * it. Where only the published part of a log was given, nothing is to check.
 */
export function verifySegments(
  files: LogFiles,
  published: { readonly origin: string; readonly size: number; readonly tree: CompactRange },
  ahead: readonly Head[],
  progress: Progress,
): Unpublished {
  const { isWhole, segments } = files;
  if (!isWhole) return { unpublished: 0, unfinished: false };
  const leafAt = createLeafReader(files, published.size);
  const { tree } = published;
  const furthest = ahead.at(-1)?.size ?? published.size;
  let next = 0;
  let previous: Buffer | undefined;
  let unfinished = false;
  for (const [at, { first, read }] of segments.entries()) {
    const place = `segment ${first}`;
    if (first > next) throw new Failure('MISSING', `records ${next} to ${first - 1}`);
    const segment = read();
    /** A restart copies what no checkpoint covered into the next segment: the copy counts. */
    const limit = segments[at + 1]?.first ?? Infinity;
    const visit = ({ kind, index, leaf }: Frame): void => {
      if (kind === 'leaf' && index < Math.min(limit, published.size) && !leaf.equals(leafAt(index))) {
        throw new Failure('NOT_INCLUDED', `record ${index}`);
      }
      if (kind !== 'leaf' || index !== tree.size || index >= Math.min(limit, furthest)) return;
      tree.append(leaf);
      const state = ahead.find((head) => head.size === tree.size);
      if (state !== undefined && !state.root.equals(tree.root())) {
        throw new Failure('INCONSISTENT', `size ${tree.size}`);
      }
    };
    const { header, next: end, end: how } = scanSegment(segment, visit);
    if (how.kind === 'damaged' && how.index < limit) throw new Failure('NOT_INCLUDED', `record ${how.index}`);
    if (header.origin !== published.origin) throw new Failure('OTHER_ORIGIN', place);
    const follows = previous === undefined ? isZero(header.previous) : header.previous.equals(previous);
    if (header.first !== first || !follows) throw new Failure('INCONSISTENT', place);
    previous = sha256(segment);
    next = Math.min(end, limit);
    unfinished = how.kind !== 'clean';
    progress(at + 1, segments.length, 'segments');
  }
  if (next < furthest) throw new Failure(segments.length === 0 ? 'MISSING' : 'TRUNCATED', `record ${next}`);
  return { unpublished: Math.max(0, next - published.size), unfinished };
}

/** Published leaf hashes, for reading in order: one tile is kept. */
function createLeafReader(files: LogFiles, size: number): (index: number) => Buffer {
  let kept = -1;
  let tile = Buffer.alloc(0);
  return (index) => {
    const wanted = Math.floor(index / TILE_WIDTH);
    if (wanted !== kept) {
      tile = Buffer.from(
        files.tile({ level: 0, index: wanted, width: Math.min(TILE_WIDTH, size - wanted * TILE_WIDTH) }),
      );
      kept = wanted;
    }
    const at = (index % TILE_WIDTH) * HASH_BYTES;
    return tile.subarray(at, at + HASH_BYTES);
  };
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);
