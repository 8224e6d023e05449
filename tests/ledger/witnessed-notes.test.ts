import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openWitnessed } from '../../shared/ledger/src/verify/witnessed-notes.js';
import { WITNESSES } from './log-under-test.js';

const root = mkdtempSync(join(tmpdir(), 'witnessed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A checkpoint in the form in which a witness gives it back; of its kind there are very many. */
const noteOf = (size: number, says = 'x'): string =>
  `log.example/node-1\n${size}\n${'A'.repeat(43)}=\n\n${['log.example/node-1', ...WITNESSES.map(({ key }) => key.name)]
    .map((name) => `— ${name} ${says.repeat(100)}\n`)
    .join('')}`;
const lineOf = (size: number): string => `${JSON.stringify(noteOf(size))}\n`;

/** A folder of days with the checkpoints of these sizes. */
function witnessed(days: readonly (readonly number[])[], between: (line: string) => string = (line) => line) {
  const folder = mkdtempSync(join(root, 'days-'));
  for (const [at, sizes] of days.entries()) {
    writeFileSync(join(folder, `2026-03-${at + 10}.jsonl`), sizes.map((size) => between(lineOf(size))).join(''));
  }
  return openWitnessed(folder);
}

/** Every third size, so that a leaf is mostly not at the edge; a thousand a day. */
const DAYS = [0, 1, 2].map((day) => Array.from({ length: 1_000 }, (_, at) => (day * 1_000 + at + 1) * 3));
const LAST = 9_000;

function expectAll(notes: ReturnType<typeof openWitnessed>, sizes: readonly number[]): void {
  const sorted = sizes.toSorted((a, b) => a - b);
  for (let index = 0; index <= LAST + 3; index += index % 50 === 0 ? 1 : 7) {
    const { without, withIt } = notes.around(index);
    expect([index, without?.size, withIt?.size]).toEqual([
      index,
      sorted.findLast((size) => size <= index),
      sorted.find((size) => size > index),
    ]);
  }
  expect(notes.last()).toBe(sorted.at(-1));
}

describe('the checkpoints between which a leaf came to be', () => {
  test('are found among many, over days', () => {
    expectAll(witnessed(DAYS), DAYS.flat());
  });

  test('also where a witness answered late, over midnight too', () => {
    const late = DAYS.flat();
    for (const at of [40, 500, 996, 999, 1_500, 2_990]) late.splice(at + 8, 0, ...late.splice(at, 1));
    expectAll(witnessed([late.slice(0, 1_000), late.slice(1_000, 2_000), late.slice(2_000)]), late);
  });

  test('also where a day has none, and crashes tore lines', () => {
    const torn = (line: string): string => `${line.slice(0, 100)}${line.length % 2 === 0 ? '\n' : ''}`;
    const notes = witnessed([[], DAYS[0]!, [], [...DAYS[1]!, ...DAYS[2]!], []], (line) => `${torn(line)}\n${line}`);
    expectAll(notes, DAYS.flat());
  });

  test('are none where nothing was witnessed', () => {
    expect(witnessed([]).around(5)).toEqual({ without: undefined, withIt: undefined });
    expect(witnessed([[]]).last()).toBeUndefined();
    expect(openWitnessed(join(root, 'nowhere')).last()).toBeUndefined();
  });

  test('of one size the newest counts', () => {
    const folder = mkdtempSync(join(root, 'twice-'));
    const lines = ['x', 'y'].map((says) => `${JSON.stringify(noteOf(5, says))}\n`);
    writeFileSync(join(folder, '2026-03-10.jsonl'), lines.join(''));
    expect(openWitnessed(folder).around(5).without?.note).toBe(noteOf(5, 'y'));
    expect(openWitnessed(folder).around(4).withIt?.note).toBe(noteOf(5, 'y'));
  });
});
