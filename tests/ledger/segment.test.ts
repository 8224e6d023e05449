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

const header = { origin: 'log.example/node-1', first: 40, previous: Buffer.alloc(32, 7), epoch: 3 };

/** A segment of three records, the second with something sealed, and room behind. */
function segmentOf(records = 3, room = 300): { readonly bytes: Buffer; readonly ends: number[] } {
  const pieces = [encodeHeader(header)];
  const ends = [HEADER_BYTES];
  for (let at = 0; at < records; at += 1) {
    const sealed = Buffer.from(`sealed ${at}`);
    if (at === 1) pieces.push(encodeFrame(header.first + at, { bytes: sealed, leaf: leafHash(sealed) }, 'sealed'));
    pieces.push(encodeFrame(header.first + at, encodeEntry({ n: at })));
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

test('no changed byte of a header is read', () => {
  const bytes = encodeHeader(header);
  for (let at = 0; at < HEADER_BYTES; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1 << (at % 8);
    expect(() => decodeHeader(changed)).toThrow(Malformed);
  }
  expect(() => decodeHeader(bytes.subarray(1))).toThrow(Malformed);
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

test('a frame that is laid out first and finished later is the same, wherever it stands', () => {
  const text = '{"a":"é"}';
  const entry = encodeEntry({ a: 'é' });
  const bytes = Buffer.alloc(3 + frameSize(text, 'leaf'), 0xff);
  expect(layFrame(bytes, 3, 41, text, 'leaf')).toBe(bytes.length);
  const { leaf } = finishFrame(bytes.subarray(3));
  expect(leaf).toEqual(entry.leaf);
  expect(bytes.subarray(3)).toEqual(encodeFrame(41, entry));
});
