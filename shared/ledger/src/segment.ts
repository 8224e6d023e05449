import { crc32c } from './crc32c.js';
import { LONGEST_ENTRY, type Entry } from './entry.js';
import { fromUtf8 } from './bytes.js';
import { Malformed } from './malformed.js';
import { HASH_BYTES, leafHash, sha256 } from './merkle.js';

/** Bytes of a segment of the write-ahead log, its header among them; what is not written yet is zero. */
export const SEGMENT_BYTES = 64 * 1024 * 1024;
export const HEADER_BYTES = 512;
/** length u32 · type u8 · index u64 · leaf hash 32 · crc32c u32; then the payload. Big-endian. */
export const FRAME_BYTES = 4 + 1 + 8 + HASH_BYTES + 4;

/** Of segments whose writes are marked, and of those that older versions began. */
const MAGIC = { marked: Buffer.from('AGWAL\0v2'), unmarked: Buffer.from('AGWAL\0v1') } as const;
const LONGEST_ORIGIN = 255;
/** What a frame holds, and the number that says so. */
const KINDS = { leaf: 1, sealed: 2 } as const;
/** Added to the type of the first frame of a write: all that stands before it was on the disk before it was written. */
const BEGINS = 0x80;
/** Longest payload, in bytes. */
const LONGEST = { leaf: LONGEST_ENTRY, sealed: 1024 * 1024 } as const;
const AT = { first: 8, previous: 16, epoch: 48, originLength: 56, origin: 58, crc: HEADER_BYTES - 4 } as const;
const FRAME_AT = { type: 4, index: 5, leaf: 13, crc: 45 } as const;

/** What stands at the beginning of a segment. */
export interface SegmentHeader {
  readonly origin: string;
  /** Index of the first record in it. */
  readonly first: number;
  /** SHA-256 of the whole segment before, in its final form; 32 zeroes in the first one. */
  readonly previous: Buffer;
  /** Epoch of the log's key when the segment was begun. */
  readonly epoch: number;
  /** Whether the first frame of each write is marked; older versions marked none. */
  readonly marked: boolean;
}

export function encodeHeader({ origin, first, previous, epoch, marked }: SegmentHeader): Buffer {
  const name = Buffer.from(origin);
  if (name.length === 0 || name.length > LONGEST_ORIGIN) throw new TypeError('an origin has 1 to 255 bytes');
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC[marked ? 'marked' : 'unmarked'].copy(header);
  header.writeBigUInt64BE(BigInt(first), AT.first);
  previous.copy(header, AT.previous, 0, HASH_BYTES);
  header.writeBigUInt64BE(BigInt(epoch), AT.epoch);
  header.writeUInt16BE(name.length, AT.originLength);
  name.copy(header, AT.origin);
  header.writeUInt32BE(crc32c(header.subarray(0, AT.crc)), AT.crc);
  return header;
}

/** Throws `Malformed` unless every byte is as `encodeHeader` writes it. */
export function decodeHeader(segment: Buffer): SegmentHeader {
  const header = segment.subarray(0, HEADER_BYTES);
  const magic = header.subarray(0, AT.first);
  const marked = magic.equals(MAGIC.marked);
  if (header.length < HEADER_BYTES || !(marked || magic.equals(MAGIC.unmarked))) {
    throw new Malformed('not a segment of the log');
  }
  const length = header.readUInt16BE(AT.originLength);
  const decoded = {
    origin: length > LONGEST_ORIGIN ? '' : fromUtf8(header.subarray(AT.origin, AT.origin + length)),
    first: Number(header.readBigUInt64BE(AT.first)),
    previous: Buffer.from(header.subarray(AT.previous, AT.previous + HASH_BYTES)),
    epoch: Number(header.readBigUInt64BE(AT.epoch)),
    marked,
  };
  if (decoded.origin === '' || !encodeHeader(decoded).equals(header)) throw new Malformed('a damaged segment header');
  return decoded;
}

/** A `leaf` is a record. What is `sealed` stands before the record of the same index, encrypted, outside of the tree. */
export type FrameKind = keyof typeof KINDS;

/**
 * One piece of the write-ahead log, ready to be written, as the first of a write unless `begins` is false. Its hash is
 * made as that of a leaf, whatever it holds.
 */
export function encodeFrame(
  index: number,
  { bytes, leaf }: Entry,
  kind: FrameKind = 'leaf',
  begins: boolean = true,
): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_BYTES + bytes.length);
  layFrame(frame, 0, index, bytes, kind);
  leaf.copy(frame, FRAME_AT.leaf);
  if (begins) frame[FRAME_AT.type]! |= BEGINS;
  frame.writeUInt32BE(checksum(frame), FRAME_AT.crc);
  return frame;
}

/** Bytes of a frame of this payload. Throws a `TypeError` where no frame may hold it. */
export function frameSize(payload: string | Uint8Array, kind: FrameKind): number {
  const length = Buffer.byteLength(payload);
  if (length === 0 || length > LONGEST[kind]) throw new TypeError(`no frame holds ${length} bytes`);
  return FRAME_BYTES + length;
}

/** Lays a frame out, but for its hash and its checksum, which `finishFrame` puts in; returns where the next one begins. */
export function layFrame(
  into: Buffer,
  at: number,
  index: number,
  payload: string | Uint8Array,
  kind: FrameKind,
): number {
  const end = at + frameSize(payload, kind);
  into.writeUInt32BE(end - at - FRAME_BYTES, at);
  into[at + FRAME_AT.type] = KINDS[kind];
  into.writeBigUInt64BE(BigInt(index), at + FRAME_AT.index);
  into.fill(0, at + FRAME_AT.leaf, at + FRAME_BYTES);
  if (typeof payload === 'string') into.write(payload, at + FRAME_BYTES);
  else into.set(payload, at + FRAME_BYTES);
  return end;
}

/** A frame that was laid out: where it ends, and what it holds. */
export function laidFrame(bytes: Buffer, at: number): { readonly kind: FrameKind; readonly end: number } {
  const kind = bytes[at + FRAME_AT.type] === KINDS.leaf ? 'leaf' : 'sealed';
  return { kind, end: at + FRAME_BYTES + bytes.readUInt32BE(at) };
}

/** Puts hash and checksum into a frame that was laid out, and the mark of the first one of a write. */
export function finishFrame(frame: Buffer, begins: boolean): Entry {
  // The last byte of the checksum is still zero: the prefix of a leaf (RFC 6962, § 2.1), just before the payload.
  const leaf = sha256(frame.subarray(FRAME_BYTES - 1));
  leaf.copy(frame, FRAME_AT.leaf);
  if (begins) frame[FRAME_AT.type]! |= BEGINS;
  frame.writeUInt32BE(checksum(frame), FRAME_AT.crc);
  return { bytes: frame.subarray(FRAME_BYTES), leaf };
}

export interface Frame extends Entry {
  readonly kind: FrameKind;
  readonly index: number;
  /** Whether it is marked as the first one of a write. */
  readonly begins: boolean;
  /** Where the next frame begins. */
  readonly end: number;
}

/** The frame that begins here; null when there is no whole one with a good checksum. */
export function decodeFrame(segment: Buffer, at: number): Frame | null {
  const kind = kindAt(segment, at);
  if (kind === undefined) return null;
  const end = at + FRAME_BYTES + segment.readUInt32BE(at);
  const frame = segment.subarray(at, end);
  if (frame.readUInt32BE(FRAME_AT.crc) !== checksum(frame)) return null;
  const index = Number(frame.readBigUInt64BE(FRAME_AT.index));
  const begins = frame[FRAME_AT.type]! >= BEGINS;
  const leaf = frame.subarray(FRAME_AT.leaf, FRAME_AT.crc);
  return { kind, index, begins, bytes: frame.subarray(FRAME_BYTES), leaf, end };
}

/** Where the frame ends that seems to begin here, and whose record it belongs to; nothing of it is checked. */
export function skipFrame(segment: Buffer, at: number): Pick<Frame, 'kind' | 'index' | 'end'> | null {
  const kind = kindAt(segment, at);
  if (kind === undefined) return null;
  const index = Number(segment.readBigUInt64BE(at + FRAME_AT.index));
  return { kind, index, end: at + FRAME_BYTES + segment.readUInt32BE(at) };
}

/** The kind of the frame that seems to begin here, by its type and length. */
function kindAt(segment: Buffer, at: number): FrameKind | undefined {
  if (at + FRAME_BYTES > segment.length) return undefined;
  const type = segment[at + FRAME_AT.type]! & ~BEGINS;
  const kind = type === KINDS.leaf ? 'leaf' : type === KINDS.sealed ? 'sealed' : undefined;
  const length = segment.readUInt32BE(at);
  if (kind === undefined || length === 0 || length > LONGEST[kind]) return undefined;
  return at + FRAME_BYTES + length > segment.length ? undefined : kind;
}

const checksum = (frame: Buffer): number => crc32c(frame.subarray(0, FRAME_AT.crc), frame.subarray(FRAME_AT.crc + 4));

/** What comes after a segment's last good frame. */
export type SegmentEnd =
  /** Nothing but zeroes. */
  | { readonly kind: 'clean' }
  /**
   * An unfinished write, of which a power cut may have kept any pages: no good frame of a later write follows, so nothing
   * of it was ever acknowledged.
   */
  | { readonly kind: 'torn' }
  /** A good frame of a later write follows, or a record is not what its leaf hash says: no crash leaves that behind. */
  | { readonly kind: 'damaged'; readonly index: number };

export interface ScannedSegment {
  readonly header: SegmentHeader;
  /** Index of the record that comes next. */
  readonly next: number;
  /** Where the next frame goes. */
  readonly offset: number;
  readonly end: SegmentEnd;
}

/** Reads a segment from its header on, hands over each good frame in order, and says how it ends. */
export function scanSegment(segment: Buffer, visit: (frame: Frame) => void = () => {}): ScannedSegment {
  const header = decodeHeader(segment);
  let next = header.first;
  /** Where the last whole record ends: what is sealed for a record that never came is part of the torn end. */
  let offset = HEADER_BYTES;
  let at = HEADER_BYTES;
  for (;;) {
    const frame = decodeFrame(segment, at);
    if (frame === null) break;
    if (frame.index !== next || !leafHash(frame.bytes).equals(frame.leaf)) {
      return { header, next, offset, end: { kind: 'damaged', index: next } };
    }
    visit(frame);
    at = frame.end;
    if (frame.kind === 'sealed') continue;
    next += 1;
    offset = at;
  }
  const end = isZero(segment.subarray(offset)) ? CLEAN : endOf(segment, at, next, header.marked);
  return { header, next, offset, end };
}

const CLEAN: SegmentEnd = { kind: 'clean' };

/** How a segment ends whose last write is not whole, by what follows the hole at `at`. */
function endOf(segment: Buffer, at: number, next: number, marked: boolean): SegmentEnd {
  const damaged: SegmentEnd = { kind: 'damaged', index: next };
  const beyond = next + segment.length / FRAME_BYTES;
  // attacker-controlled: heads that lie within one another would each have all that they claim hashed. Frames never do.
  let mayHash = 2 * segment.length;
  for (let later = at + 1; later + FRAME_BYTES < segment.length; later += 1) {
    // The cheap tests first: this looks at every byte.
    const head = skipFrame(segment, later);
    if (head === null || head.index < next || head.index >= beyond) continue;
    mayHash -= head.end - later;
    if (mayHash < 0) return damaged;
    const frame = decodeFrame(segment, later);
    if (frame === null) continue;
    // Where no write is marked, this may be a later one.
    if (frame.begins || !marked) return damaged;
    later = frame.end - 1;
  }
  return { kind: 'torn' };
}

const isZero = (bytes: Buffer): boolean => {
  for (let at = 0; at < bytes.length; at += ZEROES.length) {
    const piece = bytes.subarray(at, at + ZEROES.length);
    if (!piece.equals(ZEROES.subarray(0, piece.length))) return false;
  }
  return true;
};

const ZEROES = Buffer.alloc(64 * 1024);

/**
 * What may be done with the end of the newest segment. A torn tail may be cut only at or past the last published
 * checkpoint; a log that is shorter than what was published is not continued without a recorded break, a damaged one never.
 */
export function judgeEnd({ next, end }: ScannedSegment, published: number): 'continue' | 'cut' | 'short' | 'damaged' {
  if (end.kind === 'damaged') return 'damaged';
  if (next < published) return 'short';
  return end.kind === 'torn' ? 'cut' : 'continue';
}
