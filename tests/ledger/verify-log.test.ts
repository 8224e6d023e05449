import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  encodeEntries,
  evidenceOfFolder,
  leafHash,
  parseTokens,
  parseTrust,
  provableLeaves,
  reportOf,
  TILE_WIDTH,
  verdictAsText,
  verifyEvidence,
  verifyLog,
  type Verdict,
} from '@agency-graph/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  certificate,
  EPOCH_KEYS,
  handover,
  HANDOVERS,
  logOf,
  POLICY,
  recordAt,
  ROOT,
  START,
  SUBJECTS,
  TRUST,
} from './log-under-test.js';
import { TRUST_OF_LONG_LOG, writeLongLog } from './long-log.js';
import { publishLog, type Publication } from './published-log.js';

const SIZE = 300;
const log = logOf(Array.from({ length: SIZE }, (_, at) => recordAt(at)));
const trust = parseTrust(TRUST, POLICY);

let folder: string;
let whole: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-log-'));
  whole = join(folder, 'whole');
  publishLog(whole, log, {
    checkpoint: log.checkpoint(SIZE, EPOCH_KEYS[2]),
    epochs: { certificates: [0, 1, 2].map((epoch) => certificate(epoch)), handovers: handoversOf(log) },
    segments: [0, 120, 290],
    room: 200,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the log to be changed. */
function copy(): string {
  const path = mkdtempSync(join(folder, 'copy-'));
  cpSync(whole, path, { recursive: true });
  return path;
}

/** What is told while a log is verified. */
function toldOf(path: string, whom = trust): [done: number, of: number, what: string][] {
  const told: [number, number, string][] = [];
  verifyLog(path, whom, {}, (...progress) => void told.push(progress));
  return told;
}

const verdictOf = (path: string, question: Parameters<typeof verifyLog>[2] = {}): Verdict =>
  verifyLog(path, trust, question).verdict;

const filesOf = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('a whole log is verified', () => {
  expect(verdictOf(whole)).toMatchObject({ verdict: 'VERIFIED', records: SIZE });
});

test('what is sealed in a whole log is counted, and said not to be shown', () => {
  const verified = verifyLog(whole, trust);
  expect(verified.verdict).toMatchObject({ verdict: 'VERIFIED', sealed: SIZE, notChecked: ['SEALED'] });
  expect(verdictAsText(verified.verdict)).toContain(`Sealed fields: 0 disclosed and proven, ${SIZE} not shown.`);
  const page = reportOf(verified, trust, 'en');
  expect(page).toContain(`${SIZE} sealed fields are not disclosed.`);
  expect(page).not.toContain('Nothing.');
});

test('of a log in which nothing is sealed, nothing is redacted', () => {
  const open = logOf(
    Array.from({ length: 3 }, (_, at) => {
      const { sealed: _sealed, ...record } = recordAt(at);
      return record;
    }),
  );
  const path = join(folder, 'open');
  publishLog(path, open, {
    checkpoint: open.checkpoint(3, EPOCH_KEYS[0]),
    epochs: { certificates: [certificate(0)], handovers: [handover(open, 0, 0, ROOT)] },
    segments: [0],
    room: 0,
  });
  const verified = verifyLog(path, trust);
  expect(verified.verdict).toMatchObject({ verdict: 'VERIFIED', sealed: 0, notChecked: [] });
  expect(reportOf(verified, trust, 'en')).toContain('Nothing.');
});

test('what is published is verified without the write-ahead log', () => {
  expect(verdictOf(join(whole, 'log'))).toMatchObject({ verdict: 'VERIFIED', records: SIZE });
});

test('tells how far it is: of records now and then and at the end, then of the segments', () => {
  expect(toldOf(whole)).toEqual([
    [SIZE, SIZE, 'records'],
    [1, 3, 'segments'],
    [2, 3, 'segments'],
    [3, 3, 'segments'],
  ]);
  const long = join(folder, 'long');
  writeLongLog(long, 20_000);
  expect(toldOf(long, parseTrust(TRUST_OF_LONG_LOG, undefined))).toEqual([
    [16_384, 20_000, 'records'],
    [20_000, 20_000, 'records'],
  ]);
});

test('these records and no others name the subject', () => {
  const { complete } = verdictOf(whole, { tokens: parseTokens(`2026-03 ${SUBJECTS[0]}`) });
  expect(complete).toMatchObject({ from: 0, to: SIZE - 1 });
  expect(complete?.records).toEqual(Array.from({ length: SIZE / 3 }, (_, at) => at * 3));
  expect(verdictOf(whole, { tokens: parseTokens(`2026-03 ${'C'.repeat(22)}`) }).complete?.records).toEqual([]);
});

test('a changed byte of any file is found', () => {
  const path = copy();
  for (const file of filesOf(path)) {
    const bytes = readFileSync(file);
    const step = Math.max(1, Math.floor(bytes.length / 4));
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      writeFileSync(file, changed);
      const { verdict } = verdictOf(path);
      expect([file, at, verdict]).not.toEqual([file, at, 'VERIFIED']);
    }
    writeFileSync(file, bytes);
  }
  expect(verdictOf(path).verdict).toBe('VERIFIED');
}, 180_000);

describe('files that were moved, cut or taken away', () => {
  test.each([
    'log/checkpoint',
    'log/tile/0/000',
    'log/tile/entries/000',
    'log/tile/entries/001.p/44',
    'wal/0000000000000120.wal',
    'wal/0000000000000290.wal',
    'log/epochs/1.handover',
    'log/epochs/2.certificate',
  ])('%s is gone', (file) => {
    const path = copy();
    rmSync(join(path, file));
    expect(verdictOf(path).verdict).toBe('FAILED');
  });

  test.each([
    ['its beginning', 'wal/0000000000000000.wal', 'records 0 to 119'],
    ['a piece in the middle', 'wal/0000000000000120.wal', 'records 120 to 289'],
    ['all', 'wal', 'record 0'],
  ])('of the write-ahead log %s is gone: which records it held is said, though they are published', (_, gone, at) => {
    const path = copy();
    rmSync(join(path, gone), { recursive: true });
    expect(verdictOf(path)).toMatchObject({ verdict: 'FAILED', reason: 'MISSING', at });
    expect(verdictOf(join(path, 'log')).verdict).toBe('VERIFIED');
  });

  test.each(['tile/0/001.p/30', 'tile/entries/001.p/30', 'tile/0/000.p/120', 'tile/entries/000.p/120'])(
    '%s, which another file replaced, is its beginning, or the log is not verified',
    (file) => {
      const path = copy();
      const [, kind, index, width] = /^tile\/(.*)\/(.*)\.p\/(.*)$/.exec(file)!;
      const from = Number(index) * TILE_WIDTH;
      const entries = log.entries.slice(from, from + Number(width));
      const piece =
        kind === 'entries' ? encodeEntries(entries) : Buffer.concat(entries.map((entry) => leafHash(entry)));
      const put = (bytes: Buffer): Verdict => {
        mkdirSync(dirname(join(path, 'log', file)), { recursive: true });
        writeFileSync(join(path, 'log', file), bytes);
        return verdictOf(path);
      };
      expect(put(piece).verdict).toBe('VERIFIED');
      const changed = Buffer.from(piece);
      changed[piece.length - 1]! ^= 1;
      for (const other of [changed, piece.subarray(0, -1), Buffer.alloc(0)]) {
        expect(put(other)).toMatchObject({ verdict: 'FAILED', reason: 'NOT_INCLUDED', at: file });
      }
    },
  );

  test('two segments change places', () => {
    const path = copy();
    const [a, b] = [join(path, 'wal/0000000000000120.wal'), join(path, 'wal/0000000000000290.wal')];
    renameSync(a, `${a}.aside`);
    renameSync(b, a);
    renameSync(`${a}.aside`, b);
    expect(verdictOf(path).verdict).toBe('FAILED');
  });

  test('a torn end is not verified, and not called a forgery either', () => {
    const path = copy();
    const file = join(path, 'wal/0000000000000290.wal');
    const bytes = readFileSync(file);
    bytes[bytes.length - 100] = 7;
    writeFileSync(file, bytes);
    expect(verdictOf(path)).toMatchObject({ verdict: 'NOT-CHECKED', notChecked: ['SEALED', 'UNFINISHED'] });
  });
});

describe('a list of what witnesses saw that a crash tore', () => {
  const line = (size: number, key: number): string => `${JSON.stringify(log.checkpoint(size, EPOCH_KEYS[key]))}\n`;
  const torn = line(250, 2).slice(0, 90);

  test.each([
    ['at its end', `${line(9, 0)}${line(299, 2)}${torn}`, []],
    ['on a line of its own', `${line(9, 0)}${torn}\n${line(299, 2)}`, ['TIMES']],
    ['before what a restart wrote on the same line', `${line(299, 2)}${torn}${line(260, 2)}`, ['TIMES']],
    ['down to what is no note', `"a\\n5\\nb"\n7\n\n${line(299, 2)}`, ['TIMES']],
  ])('%s is passed over, by those who verify the log and those who make evidence of it', (_, lines, notChecked) => {
    const path = copy();
    mkdirSync(join(path, 'log/witnessed'));
    writeFileSync(join(path, 'log/witnessed/2026-03-15.jsonl'), lines);
    expect(verdictOf(path)).toMatchObject({ verdict: 'VERIFIED', notChecked: ['SEALED', ...notChecked] });
    const evidence = evidenceOfFolder(path, {}, new Set([12, 298]));
    const { verdict } = verifyEvidence(evidence, trust);
    expect(verdict).toMatchObject({ verdict: 'REDACTED-OK', witnessed: { before: START + 299 } });
    expect(provableLeaves(path)).toBe(299);
  });
});

test.each([
  ['alone', []],
  ['behind a day that is whole', [9, 299]],
])('of days of what witnesses saw, one that is garbage does not pass without a word, %s', (_, sizes) => {
  const path = copy();
  mkdirSync(join(path, 'log/witnessed'));
  const put = (day: number, bytes: string | Buffer): void =>
    writeFileSync(join(path, `log/witnessed/2026-03-${day}.jsonl`), bytes);
  put(14, sizes.map((size) => `${JSON.stringify(log.checkpoint(size, EPOCH_KEYS[size < 10 ? 0 : 2]))}\n`).join(''));
  expect(verdictOf(path)).toMatchObject({ verdict: 'VERIFIED', notChecked: ['SEALED'] });
  put(15, Buffer.from(Array.from({ length: 200_000 }, (_byte, at) => (at * at + (at >> 8)) % 251)));
  const verdict = verdictOf(path);
  expect(verdict).toMatchObject({ verdict: 'VERIFIED', notChecked: ['SEALED', 'TIMES'] });
  expect(verdictAsText(verdict)).toContain('Not checked: how precise the times of witnesses are');
});

describe('a history that was written again under the newest key', () => {
  const rewritten = logOf(Array.from({ length: SIZE }, (_, at) => recordAt(at === 12 ? 999 : at)));

  test('contradicts the handover of the epoch that it changed', () => {
    const path = join(folder, 'rewritten');
    publishLog(path, rewritten, {
      checkpoint: rewritten.checkpoint(SIZE, EPOCH_KEYS[2]),
      epochs: { certificates: [0, 1, 2].map((epoch) => certificate(epoch)), handovers: handoversOf(log) },
      segments: [0],
      room: 0,
    });
    expect(verdictOf(path)).toMatchObject({ verdict: 'FAILED', reason: 'INCONSISTENT', at: 'size 20' });
  });

  test('contradicts a checkpoint that somebody kept', () => {
    const late = logOf(Array.from({ length: SIZE }, (_, at) => recordAt(at === 200 ? 999 : at)));
    const path = join(folder, 'late');
    publishLog(path, late, {
      checkpoint: late.checkpoint(SIZE, EPOCH_KEYS[2]),
      epochs: { certificates: [0, 1, 2].map((epoch) => certificate(epoch)), handovers: handoversOf(log) },
      segments: [0],
      room: 0,
    });
    expect(verdictOf(path).verdict).toBe('VERIFIED');
    const known = log.checkpoint(250, EPOCH_KEYS[2]);
    expect(verdictOf(path, { known })).toMatchObject({ verdict: 'FAILED', reason: 'INCONSISTENT', at: 'size 250' });
    expect(verdictOf(whole, { known }).verdict).toBe('VERIFIED');
  });
});

describe('between a handover and the first checkpoint after it', () => {
  /** The key of epoch 1 signed 290 leaves, and handed over at `first`; nothing is signed by the next key yet. */
  function handedOver(first: number, change: Partial<Publication> & { readonly of?: typeof log } = {}): string {
    const path = mkdtempSync(join(folder, 'handed-over-'));
    const { of = log, ...publication } = change;
    publishLog(path, of, {
      checkpoint: log.checkpoint(290, EPOCH_KEYS[1]),
      epochs: {
        certificates: [0, 1, 2].map((epoch) => certificate(epoch)),
        handovers: [...HANDOVERS.slice(0, 2), handover(log, 2, first)],
      },
      segments: [0, 120],
      room: 200,
      ...publication,
    });
    return path;
  }

  test('the log is verified, with its write-ahead log and without', () => {
    for (const first of [290, 295, SIZE]) {
      const path = handedOver(first);
      expect(verdictOf(path)).toMatchObject({
        verdict: 'VERIFIED',
        records: 290,
        notChecked: ['SEALED', 'UNPUBLISHED'],
      });
      expect(verdictOf(join(path, 'log'))).toMatchObject({ verdict: 'VERIFIED', notChecked: ['SEALED'] });
    }
  });

  test('these records and no others name the subject, with the definitions that they refer to', () => {
    const defined = { at: '2026-03-15T02:00:40.000000Z', fieldset: { agency: 'members' }, type: 'define' };
    const row = { fieldset: 40, n: 1, records: [SUBJECTS[0]] };
    const found = { access: [row], at: '2026-03-15T02:00:50.000000Z', type: 'outcome' };
    const of = logOf(
      Array.from({ length: SIZE }, (_, at) => (at === 40 ? defined : at === 289 ? found : recordAt(at))),
    );
    const path = handedOver(SIZE, {
      of,
      checkpoint: of.checkpoint(290, EPOCH_KEYS[1]),
      epochs: {
        certificates: [0, 1, 2].map((epoch) => certificate(epoch)),
        handovers: [...HANDOVERS.slice(0, 2), handover(of, 2, SIZE)],
      },
    });
    const verified = verifyLog(path, trust, { tokens: parseTokens(`2026-03 ${SUBJECTS[0]}`) });
    expect(verified.verdict).toMatchObject({ verdict: 'VERIFIED', complete: { to: 289 } });
    expect(verified.leaves.map(({ index }) => index)).toEqual(expect.arrayContaining([40, 289]));
  });

  test('evidence leaves out the epoch that has not begun', () => {
    const evidence = evidenceOfFolder(handedOver(SIZE), {}, new Set([12, 289]));
    expect(verifyEvidence(evidence, trust).verdict).toMatchObject({ verdict: 'REDACTED-OK', records: 2 });
    expect(evidence.toString('latin1').match(/"kind":"(certificate|handover)"/g)).toHaveLength(4);
  });

  test('leaves that were written again since contradict the handover', () => {
    const of = logOf(Array.from({ length: SIZE }, (_, at) => recordAt(at === 297 ? 999 : at)));
    expect(verdictOf(handedOver(SIZE, { of }))).toMatchObject({ reason: 'INCONSISTENT', at: 'size 300' });
    expect(verdictOf(handedOver(297, { of }))).toMatchObject({ verdict: 'VERIFIED' });
  });

  test('leaves that were handed over and are gone from the write-ahead log are missed', () => {
    const of = logOf(Array.from({ length: 294 }, (_, at) => recordAt(at)));
    expect(verdictOf(handedOver(SIZE, { of }))).toMatchObject({ reason: 'TRUNCATED', at: 'record 294' });
  });

  test('the next key cannot sign what lies before its own first leaf', () => {
    const checkpoint = log.checkpoint(290, EPOCH_KEYS[2]);
    expect(verdictOf(handedOver(SIZE, { checkpoint }))).toMatchObject({ reason: 'OUT_OF_EPOCH' });
  });
});

test('an old copy is shorter than what somebody kept', () => {
  const path = join(folder, 'old');
  const old = logOf(Array.from({ length: 200 }, (_, at) => recordAt(at)));
  publishLog(path, old, {
    checkpoint: old.checkpoint(200, EPOCH_KEYS[2]),
    epochs: { certificates: [0, 1, 2].map((epoch) => certificate(epoch)), handovers: handoversOf(log) },
    segments: [0],
    room: 0,
  });
  expect(verdictOf(path, { known: log.checkpoint(SIZE, EPOCH_KEYS[2]) })).toMatchObject({ reason: 'TRUNCATED' });
});

test('an old copy is shorter than what somebody kept, also where it has not the certificate of the key that signed that', () => {
  const path = join(folder, 'older');
  publishLog(path, logOf(Array.from({ length: 15 }, (_, at) => recordAt(at))), {
    checkpoint: log.checkpoint(15, EPOCH_KEYS[0]),
    epochs: { certificates: [certificate(0)], handovers: HANDOVERS.slice(0, 1) },
    segments: [0],
    room: 0,
  });
  const verdictWith = (known: string) => verifyLog(path, trust, { known }).verdict;
  expect(verdictWith(log.checkpoint(SIZE, EPOCH_KEYS[2]))).toMatchObject({ reason: 'TRUNCATED', at: 'size 300' });
  expect(verdictWith(log.checkpoint(12, EPOCH_KEYS[2]))).toMatchObject({
    reason: 'UNKNOWN_KEY',
    at: 'the kept checkpoint',
  });
});

describe('a checkpoint that the reader kept', () => {
  const known = log.checkpoint(250, EPOCH_KEYS[2]);

  test.each([
    ['with the line ends of mail', known.replaceAll('\n', '\r\n')],
    ['without its last line end', known.trimEnd()],
    ['behind a byte order mark', `\uFEFF${known}`],
  ])('is what it was %s', (_, kept) => {
    expect(verdictOf(whole, { known: kept }).verdict).toBe('VERIFIED');
  });

  test.each([
    ['nothing', ''],
    ['a text', 'hello\n'],
    ['one without a signature', known.split('\n\n')[0]!],
  ])('is the reader’s own mistake where it is none: %s', (_, kept) => {
    expect(() => verdictOf(whole, { known: kept })).toThrow('the kept checkpoint: ');
  });
});

test('a folder without log, and notes that are none', () => {
  const path = join(folder, 'empty');
  mkdirSync(path);
  expect(verdictOf(path)).toMatchObject({ verdict: 'FAILED', reason: 'MALFORMED' });
  const broken = copy();
  for (const text of ['', '\0', 'a\n'.repeat(100_000), '\u202e\n\n— a b\n']) {
    writeFileSync(join(broken, 'log/checkpoint'), text);
    expect(verdictOf(broken)).toMatchObject({ verdict: 'FAILED', reason: 'MALFORMED' });
  }
  expect(dirname(broken)).toBe(folder);
});

describe('in the folder of a stranger, what is no file of its kind is not read without end', () => {
  const CHECKPOINT = 'log/checkpoint';
  const BUNDLE = 'log/tile/entries/000';
  const SEGMENT = 'wal/0000000000000290.wal';

  test.each([CHECKPOINT, BUNDLE, 'log/tile/0/000', 'log/epochs/1.handover', SEGMENT])('%s', (file) => {
    const path = join(copy(), file);
    const folderOf = path.slice(0, -file.length);
    const instead: readonly (() => void)[] = [
      () => symlinkSync('/dev/zero', path),
      () => expect(spawnSync('sh', ['-c', 'mkfifo "$0"', path]).status).toBe(0),
      () => mkdirSync(path),
      () => {
        writeFileSync(path, '');
        // Takes no room on the disk.
        truncateSync(path, 3 * 1024 ** 3);
      },
    ];
    for (const put of instead) {
      rmSync(path, { recursive: true });
      put();
      expect(verdictOf(folderOf)).toMatchObject({ verdict: 'FAILED', reason: 'MALFORMED' });
    }
  });

  test('a file where a folder of partial tiles should be', () => {
    const path = copy();
    rmSync(join(path, 'log/tile/entries/001.p'), { recursive: true });
    writeFileSync(join(path, 'log/tile/entries/001.p'), '');
    expect(verdictOf(path)).toMatchObject({ verdict: 'FAILED', reason: 'MALFORMED' });
  });

  test('a list of what witnesses saw that no memory holds is looked at here and there', () => {
    const path = copy();
    mkdirSync(join(path, 'log/witnessed'));
    const day = join(path, 'log/witnessed/2026-03-15.jsonl');
    writeFileSync(day, `${JSON.stringify(log.checkpoint(9, EPOCH_KEYS[0]))}\n`);
    truncateSync(day, 3 * 1024 ** 3);
    const next = join(path, 'log/witnessed/2026-03-16.jsonl');
    writeFileSync(next, `${JSON.stringify(log.checkpoint(299, EPOCH_KEYS[2]))}\n`);
    expect(verdictOf(path)).toMatchObject({ verdict: 'VERIFIED', witnessed: { before: START + 300 } });
    expect(provableLeaves(path)).toBe(299);
  });
});

/** The first ten leaves are of epoch 0, ten more of epoch 1; the third is given from the log whose history it is. */
function handoversOf(of: typeof log): readonly string[] {
  expect(of.rootAt(20)).toEqual(log.rootAt(20));
  return HANDOVERS;
}
