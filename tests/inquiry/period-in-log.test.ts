import { createEntries, scan, type Leaf, type LogSource } from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayBeOf } from '../../gateway/src/inquiry/stretches.js';

const START = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 3_600_000;
const timeOf = (milliseconds: number): string => `${new Date(START + milliseconds).toISOString().slice(0, -1)}000Z`;
const EVERYTHING = { kind: 'everything' } as const;

/** A leaf, and how much later than the one before it was made, or how much earlier. Milliseconds. */
interface Next {
  readonly is: 'alarm' | 'unreadable' | 'node_start' | 'clock_step';
  readonly after: number;
}
const next = (is: Next['is'], after: fc.Arbitrary<number>) => fc.record({ is: fc.constant(is), after });
const goesOn = fc.integer({ min: 0, max: 300_000 });
/** A log says when its clock was set back, but not of a second or less, which a node may lose when it starts. */
const leaf: fc.Arbitrary<Next> = fc.oneof(
  { weight: 12, arbitrary: next('alarm', goesOn) },
  { weight: 2, arbitrary: next('unreadable', goesOn) },
  { weight: 3, arbitrary: next('node_start', fc.integer({ min: -400, max: 0 })) },
  { weight: 2, arbitrary: next('clock_step', fc.integer({ min: -6 * HOUR, max: -1_001 })) },
);
const MOST_LEAVES = 120;

const bodyOf = ({ is, after }: Next) =>
  is === 'alarm'
    ? { kind: 'test', n: 1 }
    : is === 'clock_step'
      ? { microseconds: after * 1_000 }
      : { origin: 'period', version: '1', runtime: 'v24', size: 0 };

function logOf(leaves: readonly Next[]): LogSource {
  let time = 0;
  const all = leaves.map((one, index): Leaf => {
    time += one.after;
    const record = { ...bodyOf(one), type: one.is, v: 1, at: timeOf(time), nonce: `${'0'.repeat(21)}A` };
    const bytes = Buffer.from(one.is === 'unreadable' ? '{}' : writeRecord(record as unknown as LogRecord));
    return { index, bytes, leaf: leafHash(bytes) };
  });
  return {
    origin: 'period',
    size: () => all.length,
    published: () => all.length,
    leaf: (index) => all[index] ?? null,
    leaves: (from) => all.slice(from),
  };
}

const setBackIn = (leaves: readonly Next[], below: number): readonly number[] =>
  leaves.flatMap(({ is }, index) => (is === 'clock_step' && index < below ? [index] : []));

test('what may be of a period holds all of it, however often the clock was set back, and wherever a page ends', () => {
  const hours = fc.integer({ min: -8 * HOUR, max: 8 * HOUR });
  const leaves = fc.array(leaf, { minLength: 1, maxLength: MOST_LEAVES });
  const share = fc.constantFrom(0.5, 0.9, 1);
  fc.assert(
    fc.property(leaves, hours, hours, share, fc.integer({ min: 1, max: 40 }), (given, a, b, told, most) => {
      const entries = createEntries(logOf(given));
      const period = { from: timeOf(Math.min(a, b)), to: timeOf(Math.max(a, b) + 1) };
      const known = Math.ceil(given.length * told);
      const found: number[] = [];
      for (let below: number | null = given.length; below !== null;) {
        const parts = mayBeOf(period, entries, setBackIn(given, known), known);
        const page = scan(entries, EVERYTHING, period, { below, first: 7, line: null, most, parts });
        found.push(...page.entries.map(({ index }) => index));
        expect(page.next === null || page.next < below).toBe(true);
        below = page.next;
      }
      const plainly = scan(entries, EVERYTHING, period, { below: given.length, first: given.length, line: null });
      expect(found).toEqual(plainly.entries.map(({ index }) => index));
    }),
    { numRuns: 2_000 },
  );
});

test('of a long log whose clock was set back only what is about of the period is read', () => {
  const day = Array.from({ length: 2_400 }, (): Next => ({ is: 'alarm', after: 36_000 }));
  const given: Next[] = [...day, { is: 'clock_step', after: -HOUR }, ...day];
  const log = logOf(given);
  let looked = 0;
  const entries = createEntries(log);
  const counted = {
    ...entries,
    between: (from: number, to: number) => {
      looked += to - from;
      return entries.between(from, to);
    },
  };
  // The hour before the clock was set back, which came twice: each time it has a hundred leaves.
  const period = { from: timeOf(23 * HOUR), to: timeOf(24 * HOUR) };
  const parts = mayBeOf(period, counted, setBackIn(given, given.length), given.length);
  const found = scan(counted, EVERYTHING, period, { below: given.length, first: 1_000, line: null, parts });
  expect(found.entries.length).toBeGreaterThan(195);
  expect(looked).toBeLessThan(210);
});
