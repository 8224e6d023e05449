import {
  crc32c,
  decodeHeader,
  encodeEntry,
  encodeFrame,
  finishFrame,
  frameSize,
  layFrame,
  encodeHeader,
  HEADER_BYTES,
  judgeEnd,
  leafHash,
  Malformed,
  scanSegment,
  type Frame,
} from '@agency-graph/ledger';
import { describe, expect, test } from 'vitest';

const header = { origin: 'log.example/node-1', first: 40, previous: Buffer.alloc(32, 7), epoch: 3, marked: true };

/** A segment of three records, each written alone, the second with something sealed, and room behind. */
function segmentOf(records = 3, room = 300): { readonly bytes: Buffer; readonly ends: number[] } {
  const pieces = [encodeHeader(header)];
  const ends = [HEADER_BYTES];
  for (let at = 0; at < records; at += 1) {
    const sealed = Buffer.from(`sealed ${at}`);
    if (at === 1) pieces.push(encodeFrame(header.first + at, { bytes: sealed, leaf: leafHash(sealed) }, 'sealed'));
    pieces.push(encodeFrame(header.first + at, encodeEntry({ n: at }), 'leaf', at !== 1));
    ends.push(Buffer.concat(pieces).length);
  }
  return { bytes: Buffer.concat([...pieces, Buffer.alloc(room)]), ends };
}

function framesOf(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  scanSegment(bytes, (frame) => frames.push(frame));
  return frames;
}

test('CRC-32C of RFC 3720, § B.4', () => {
  expect(crc32c(Buffer.alloc(32)).toString(16)).toBe('8a9136aa');
  expect(crc32c(Buffer.alloc(32, 0xff)).toString(16)).toBe('62a8ab43');
  expect(crc32c(Buffer.from('1234'), Buffer.from('56789')).toString(16)).toBe('e3069283');
});

test('a segment is read as it was written', () => {
  const { bytes, ends } = segmentOf();
  const scanned = scanSegment(bytes);
  expect(scanned).toEqual({ header, next: 43, offset: ends[3], end: { kind: 'clean' } });
  expect(framesOf(bytes).map(({ kind, index, bytes: payload }) => [kind, index, payload.toString()])).toEqual([
    ['leaf', 40, '{"n":0}'],
    ['sealed', 41, 'sealed 1'],
    ['leaf', 41, '{"n":1}'],
    ['leaf', 42, '{"n":2}'],
  ]);
});

test('of each write the first frame is marked', () => {
  expect(framesOf(segmentOf().bytes).map(({ begins }) => begins)).toEqual([true, true, false, true]);
});

test('no changed byte of a header is read', () => {
  for (const marked of [true, false]) {
    const bytes = encodeHeader({ ...header, marked });
    expect(decodeHeader(bytes)).toEqual({ ...header, marked });
    for (let at = 0; at < HEADER_BYTES; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 << bit;
        expect(() => decodeHeader(changed)).toThrow(Malformed);
      }
    }
    expect(() => decodeHeader(bytes.subarray(1))).toThrow(Malformed);
  }
});

describe('the end of the log', () => {
  test('torn at every byte of the last frame: what is whole stays, the rest may be cut', () => {
    const { bytes, ends } = segmentOf();
    // The first three bytes, of the length, are zero like the room behind.
    for (let cut = ends[2]! + 4; cut < ends[3]!; cut += 1) {
      const torn = Buffer.concat([bytes.subarray(0, cut), Buffer.alloc(400)]);
      const scanned = scanSegment(torn);
      // A frame whose last bytes are zero anyway is whole.
      if (scanned.next === 43) continue;
      expect(scanned).toMatchObject({ next: 42, offset: ends[2], end: { kind: 'torn' } });
      expect(judgeEnd(scanned, 42)).toBe('cut');
      expect(judgeEnd(scanned, 43)).toBe('short');
      expect(scanSegment(bytes.subarray(0, cut))).toMatchObject({ next: 42, offset: ends[2] });
    }
  });

  test('every changed byte of an earlier frame is damage, never a torn end', () => {
    const { bytes, ends } = segmentOf();
    for (let at = HEADER_BYTES; at < ends[2]!; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 0x10;
      const scanned = scanSegment(changed);
      expect(scanned.end.kind).toBe('damaged');
      expect(judgeEnd(scanned, 40)).toBe('damaged');
    }
  });

  test('what was sealed for a record that never came is cut with it', () => {
    const { bytes, ends } = segmentOf(1, 0);
    const sealed = Buffer.from('sealed');
    const lone = encodeFrame(41, { bytes: sealed, leaf: leafHash(sealed) }, 'sealed');
    expect(scanSegment(Buffer.concat([bytes, lone, Buffer.alloc(99)]))).toMatchObject({
      next: 41,
      offset: ends[1],
      end: { kind: 'torn' },
    });
  });

  test('a frame out of order, or whose hash is not its own, is damage', () => {
    const { bytes, ends } = segmentOf();
    const first = bytes.subarray(ends[0], ends[1]);
    const repeated = Buffer.concat([bytes.subarray(0, ends[3]), first]);
    expect(scanSegment(repeated)).toMatchObject({ next: 43, end: { kind: 'damaged', index: 43 } });
    const { bytes: payload } = encodeEntry({ n: 3 });
    const lying = encodeFrame(43, { bytes: payload, leaf: leafHash(Buffer.from('other')) });
    expect(scanSegment(Buffer.concat([bytes.subarray(0, ends[3]), lying])).end).toEqual({ kind: 'damaged', index: 43 });
  });

  test('a clean end is continued, unless more was published', () => {
    const scanned = scanSegment(segmentOf().bytes);
    expect([42, 43, 44].map((published) => judgeEnd(scanned, published))).toEqual(['continue', 'continue', 'short']);
  });
});

describe('a hole, where a power cut kept the later pages of a write and not the earlier ones', () => {
  /** Writes of so many records, the first of each with something sealed; where each frame begins, by its write. */
  function writesOf(sizes: readonly number[], marked = true) {
    const pieces = [encodeHeader({ ...header, marked })];
    let index = header.first;
    let end = HEADER_BYTES;
    const add = (piece: Buffer): number => {
      pieces.push(piece);
      end += piece.length;
      return end - piece.length;
    };
    const starts = sizes.map((size) => {
      const sealed = Buffer.from('sealed');
      const first = add(encodeFrame(index, { bytes: sealed, leaf: leafHash(sealed) }, 'sealed', marked));
      const records = Array.from({ length: size }, () =>
        add(encodeFrame(index++, encodeEntry({ n: index }), 'leaf', false)),
      );
      return [first, ...records];
    });
    return { bytes: Buffer.concat([...pieces, Buffer.alloc(300)]), starts };
  }

  /** The same with zeroes where this frame began to that one. */
  const withHole = (bytes: Buffer, from: number, to: number): Buffer => Buffer.from(bytes).fill(0, from, to);

  test('in the last write, wherever it begins and ends: torn, and what is whole before it stays', () => {
    const { bytes, starts } = writesOf([3, 4]);
    const last = starts[1]!;
    for (const [at, from] of last.entries()) {
      for (const to of [from + 5, ...last.slice(at + 1)]) {
        const scanned = scanSegment(withHole(bytes, from, to));
        // What is sealed is nothing without its record.
        const whole = Math.max(0, at - 1);
        expect(scanned).toMatchObject({
          next: 43 + whole,
          offset: whole === 0 ? last[0] : from,
          end: { kind: 'torn' },
        });
        expect([43, 47].map((published) => judgeEnd(scanned, published))).toEqual(['cut', 'short']);
      }
    }
  });

  test('over the beginning of the only write: torn', () => {
    const { bytes, starts } = writesOf([3]);
    const scanned = scanSegment(withHole(bytes, HEADER_BYTES, starts[0]![2]!));
    expect(scanned).toMatchObject({ next: 40, offset: HEADER_BYTES, end: { kind: 'torn' } });
  });

  test('before the last write: damage, since that was begun only once the one before was on the disk', () => {
    const { bytes, starts } = writesOf([3, 1, 2]);
    for (const from of [...starts[0]!, ...starts[1]!]) {
      const scanned = scanSegment(withHole(bytes, from, from + 5));
      expect(scanned.end.kind).toBe('damaged');
      expect(judgeEnd(scanned, 40)).toBe('damaged');
    }
  });

  test('where no write is marked, as older versions wrote: damage', () => {
    const { bytes, starts } = writesOf([3], false);
    for (const from of starts[0]!.slice(0, -1)) {
      expect(scanSegment(withHole(bytes, from, from + 5)).end.kind).toBe('damaged');
    }
    expect(scanSegment(withHole(bytes, starts[0]![3]!, starts[0]![3]! + 5)).end.kind).toBe('torn');
  });
});

describe('a segment that somebody made to be slow to read', () => {
  const MEBIBYTE = 1024 * 1024;

  test('heads of frames, one within another, are not all followed to where they say they end: damage', () => {
    const { bytes } = segmentOf(1, 0);
    const head = Buffer.alloc(16);
    head.writeUInt32BE(900_000);
    head[4] = 2;
    head.writeBigUInt64BE(41n, 5);
    const hostile = Buffer.concat([bytes, Buffer.from('torn'), Buffer.alloc(MEBIBYTE, head)]);
    expect(scanSegment(hostile).end).toEqual({ kind: 'damaged', index: 41 });
  });

  test('heads of records that this segment cannot have are not followed at all', () => {
    const { bytes } = segmentOf(1, 0);
    // At every sixth byte seems to begin what was sealed, 65,793 bytes of it, for record 0x0100010101020100.
    const hostile = Buffer.concat([bytes, Buffer.alloc(MEBIBYTE, Buffer.from([0, 1, 1, 1, 2, 1]))]);
    expect(scanSegment(hostile).end).toEqual({ kind: 'torn' });
  });
});

test('a frame that is laid out first and finished later is the same, wherever it stands', () => {
  const text = '{"a":"é"}';
  const entry = encodeEntry({ a: 'é' });
  const bytes = Buffer.alloc(3 + frameSize(text, 'leaf'), 0xff);
  expect(layFrame(bytes, 3, 41, text, 'leaf')).toBe(bytes.length);
  const { leaf } = finishFrame(bytes.subarray(3), false);
  expect(leaf).toEqual(entry.leaf);
  expect(bytes.subarray(3)).toEqual(encodeFrame(41, entry, 'leaf', false));
  layFrame(bytes, 3, 41, text, 'leaf');
  finishFrame(bytes.subarray(3), true);
  expect(bytes.subarray(3)).toEqual(encodeFrame(41, entry));
});
