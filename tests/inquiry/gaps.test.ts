import { createEntries, createSearch, type Leaf, type LogSource } from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord, type RecordBody, type RecordType } from '@agency-graph/ledger/records';
import { createPool } from '@agency-graph/postgres';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gapsIn, type Gaps } from '../../gateway/src/inquiry/gaps.js';
import type { Line } from '../../gateway/src/inquiry/question.js';

const START = Date.parse('2026-03-01T00:00:00Z');
/** A moment so many seconds after the log began, as records have it. */
const at = (seconds: number): string => `${new Date(START + seconds * 1_000).toISOString().slice(0, 19)}.000000Z`;
const LATER = START + 10 * 86_400_000;
const ALL = { from: '1970-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' };
const txn = (name: string): string => name.padEnd(21, '0') + 'A';
const TRACE = '0'.repeat(32);
const HASH = 'A'.repeat(43);

type Told = { [T in RecordType]: readonly [number, T, RecordBody<T>] }[RecordType];

const operation = (kind: 'query' | 'mutation'): Told => [
  0,
  'define',
  { operation: { hash: HASH, kind, name: null, arguments: [], text: `${kind} { x }` } },
];
/** The first leaves of each log: what is asked. */
const [QUERY, MUTATION] = [0, 1];
const asked = (name: string, about: number) => ({ txn: txn(name), trace: TRACE, context: 0, operation: about });
const intent = (seconds: number, name: string, about = QUERY): Told => [
  seconds,
  'intent',
  { ...asked(name, about), agencies: ['tasks'] },
];
const outcome = (seconds: number, name: string): Told => [seconds, 'outcome', { ...asked(name, QUERY), access: [] }];
const denied = (seconds: number, name: string): Told => [
  seconds,
  'denied',
  { code: 'DIRECTORY_UNAVAILABLE', trace: TRACE, txn: txn(name) },
];
const write = (seconds: number, name: string): Told => [
  seconds,
  'write',
  { ...asked(name, MUTATION), agency: 'tasks', source: 'tasks', field: 'Mutation.x', effect: 'unknown', records: [] },
];
const setTo = (seconds: number, by: number): Told => [seconds, 'clock_step', { microseconds: by * 1_000_000 }];
const heartbeat = (seconds: number): Told => [seconds, 'heartbeat', { size: 0 }];

/** A log of these records, as inquiry reads it. */
function logOf(told: readonly Told[]): LogSource {
  const records = [operation('query'), operation('mutation'), ...told];
  const leafAt = (index: number): Leaf => {
    const [seconds, type, body] = records[index]!;
    const record = { ...body, type, v: 1, at: at(seconds), nonce: txn('') } as unknown as LogRecord;
    const bytes = Buffer.from(writeRecord(record));
    return { index, bytes, leaf: leafHash(bytes) };
  };
  return {
    origin: 'gaps',
    size: () => records.length,
    published: () => records.length,
    leaf: (index) => (index >= 0 && index < records.length ? leafAt(index) : null),
    *leaves(from) {
      for (let index = from; index < records.length; index += 1) yield leafAt(index);
    },
  };
}

/** Leaves at which the time of a log goes back. */
function setBackOf(told: readonly Told[]): Promise<readonly number[] | null> {
  // Nothing listens there: the log itself is searched.
  const reader = createPool({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test' });
  onTestFinished(() => reader.end());
  return createSearch({ entries: createEntries(logOf(told)), reader, check: null }).setBack();
}

const gapsOf = async (told: readonly Told[], period = ALL, most?: number, line: Line = null): Promise<Gaps> =>
  gapsIn(createEntries(logOf(told)), period, line, LATER, await setBackOf(told), new AbortController().signal, most);
const open = ({ intents }: Gaps): readonly string[] =>
  intents.map(({ record }) => ('txn' in record ? record.txn! : ''));

describe('an intent', () => {
  test('is open until its outcome, or its refusal, stands in the log', async () => {
    const found = await gapsOf([intent(0, 'a'), intent(0, 'b'), intent(1, 'c'), outcome(2, 'a'), denied(2, 'c')]);
    expect(open(found)).toEqual([txn('b')]);
  });

  test('to change something is open until it is recorded what was changed: that it was refused afterwards says nothing', async () => {
    const told = [intent(0, 'a', MUTATION), intent(0, 'b', MUTATION), write(1, 'b'), denied(1, 'b'), denied(2, 'a')];
    expect(open(await gapsOf(told))).toEqual([txn('a')]);
    expect(open(await gapsOf([intent(0, 'a', MUTATION), write(1, 'a')]))).toEqual([txn('a')]);
  });
});

describe('a period', () => {
  const HOUR = 3_600;
  /** Three hours of heartbeats; at the end of each are a request that has its outcome in the next one, and one that has none. */
  const told = [0, 1, 2]
    .flatMap((hour): Told[] => [
      ...Array.from({ length: 360 }, (_, beat) => heartbeat(hour * HOUR + beat * 10)),
      intent((hour + 1) * HOUR - 2, `late-${hour}`),
      intent((hour + 1) * HOUR - 1, `lost-${hour}`),
      outcome((hour + 1) * HOUR + 5, `late-${hour}`),
    ])
    .toSorted(([a], [b]) => a - b);
  const hour = (number: number) => ({ from: at(number * HOUR), to: at((number + 1) * HOUR) });

  test('long past is looked at from its beginning to the outcomes of its last intents', async () => {
    const first = await gapsOf(told, hour(0), 500);
    expect(open(first)).toEqual([txn('lost-0')]);
    expect(first).toMatchObject({ since: at(0), all: true, from: 0, size: told.length + 2 });
    expect(first.to).toBeLessThan(400);
    const second = await gapsOf(told, hour(1), 500);
    expect([open(second), second.since, second.all]).toEqual([[txn('lost-1')], at(HOUR), true]);
    expect(second.from).toBeGreaterThan(300);
  });

  test('of more than can be looked at is looked at from its end, and it is said from when on', async () => {
    const found = await gapsOf(told, { from: at(0), to: at(2 * HOUR) }, 200);
    expect(open(found)).toEqual([txn('lost-1')]);
    expect([found.all, found.to - found.from < 210]).toEqual([false, true]);
    expect(found.since! > at(HOUR) && found.since! < at(2 * HOUR)).toBe(true);
  });

  test.each([
    ['before the log', -10, -9],
    ['behind it', 30, 31],
  ])('%s is none that the log tells of', async (_, from, to) => {
    const found = await gapsOf(told, { from: at(from * HOUR), to: at(to * HOUR) });
    expect([found.since, found.intents, found.silences]).toEqual([null, [], []]);
  });

  test('in which the node was silent, or began or ended to be, has that silence', async () => {
    const quiet = [
      ...told,
      heartbeat(5 * HOUR),
      heartbeat(5 * HOUR + 10),
      [5 * HOUR + 11, 'node_stop', { size: 0 }],
      heartbeat(9 * HOUR),
    ] as Told[];
    const silent = async (from: number, to: number) =>
      (await gapsOf(quiet, { from: at(from * HOUR), to: at(to * HOUR) })).silences!.map(({ announced, ...one }) => [
        one.to,
        announced,
      ]);
    const [unannounced, announced] = [
      [at(5 * HOUR), false],
      [at(9 * HOUR), true],
    ];
    expect(await silent(4, 4.5)).toEqual([unannounced]);
    expect(await silent(2.5, 4)).toEqual([unannounced]);
    expect(await silent(4.5, 6)).toEqual([announced, unannounced]);
    expect(await silent(6, 7)).toEqual([announced]);
    expect(await silent(0, 2)).toEqual([]);
    const ofLine = await gapsOf(quiet, { from: at(4 * HOUR), to: at(6 * HOUR) }, undefined, new Set(['G07']));
    expect(ofLine.silences).toBeNull();
  });
});

describe('a clock that was set back', () => {
  const HOUR = 3_600;
  /** Signs of life from one time to another. */
  const beats = (from: number, to: number): Told[] =>
    Array.from({ length: (to - from) / 10 }, (_, beat) => heartbeat(from + beat * 10));
  const hours = (from: number, to: number) => ({ from: at(from * HOUR), to: at(to * HOUR) });
  const start = (seconds: number): Told => [
    seconds,
    'node_start',
    { origin: 'gaps', version: '1', runtime: 'v24', size: 0 },
  ];
  /** Lost at half past one; then the clock was set from two to one, and at half past one another was lost. */
  const twice = [
    ...beats(0, 1.5 * HOUR),
    intent(1.5 * HOUR, 'one'),
    ...beats(1.5 * HOUR, 2 * HOUR),
    setTo(HOUR, -HOUR),
    ...beats(HOUR, 1.5 * HOUR),
    intent(1.5 * HOUR, 'two'),
    ...beats(1.5 * HOUR, 3 * HOUR),
  ];

  test('makes a period stand in the log twice, and both times are looked at', async () => {
    const found = await gapsOf(twice, hours(1.4, 1.6));
    expect(open(found)).toEqual([txn('two'), txn('one')]);
    expect([found.all, found.silences]).toEqual([true, []]);
    const later = await gapsOf(twice, hours(2.5, 2.6));
    expect([open(later), later.all, later.to - later.from < 100]).toEqual([[], true, true]);
  });

  test('and of which not all can be looked at, not all is affirmed', async () => {
    const found = await gapsOf(twice, hours(1.4, 1.6), 90);
    expect([open(found), found.all]).toEqual([[txn('two')], false]);
  });

  test('where it is not known whether it was, nothing is affirmed but of a log that was looked at from end to end', async () => {
    const unknown = (period: typeof ALL) =>
      gapsIn(createEntries(logOf(twice)), period, null, LATER, null, new AbortController().signal);
    expect((await unknown(hours(1.4, 1.6))).all).toBe(false);
    const found = await unknown(ALL);
    expect([open(found), found.all]).toEqual([[txn('two'), txn('one')], true]);
  });

  test('by which the log goes back without a word, as older ones do, is known by its times, and else noticed where it is met', async () => {
    const silent = twice.map((told) => (told[1] === 'clock_step' ? start(HOUR) : told));
    const found = await gapsOf(silent, hours(1.4, 1.6));
    expect([open(found), found.all]).toEqual([[txn('two'), txn('one')], true]);
    const untold = (period: typeof ALL) =>
      gapsIn(createEntries(logOf(silent)), period, null, LATER, [], new AbortController().signal);
    expect((await untold(hours(1.5, 4))).all).toBe(false);
    expect((await untold(ALL)).all).toBe(true);
  });

  test('does not part an intent from the outcome that is recorded behind it', async () => {
    const told = [
      ...beats(0, 2 * HOUR),
      intent(2 * HOUR, 'late'),
      intent(2 * HOUR, 'lost'),
      setTo(HOUR, -HOUR),
      outcome(HOUR + 1, 'late'),
      ...beats(HOUR + 2, 2 * HOUR),
    ];
    const found = await gapsOf(told, hours(1.99, 2.01));
    expect([open(found), found.all]).toEqual([[txn('lost')], true]);
  });

  test.each([
    ['is a silence of unknown length where the node was down meanwhile', [setTo(HOUR, -HOUR), start(HOUR)], true],
    ['is one also where the log does not say that it was set', [start(HOUR)], true],
    ['is none where the node went on', [setTo(HOUR, -HOUR)], false],
  ] as const)('%s', async (_, told, isSilent) => {
    const log = [...beats(0, 2 * HOUR), heartbeat(2 * HOUR), ...told, ...beats(HOUR, 3 * HOUR)];
    const silence = { from: at(2 * HOUR), to: at(HOUR), announced: false };
    const expected = isSilent ? [expect.objectContaining(silence)] : [];
    expect((await gapsOf(log)).silences).toEqual(expected);
    expect((await gapsOf(log, hours(1.9, 2.1))).silences).toEqual(expected);
    expect((await gapsOf(log, hours(2.5, 2.6))).silences).toEqual([]);
  });
});
