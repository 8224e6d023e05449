import { copyRows, withClient, type CopyRow } from '@agency-graph/postgres';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';

const COLUMNS = ['id', 'text', 'number', 'yes', 'texts', 'numbers', 'document', 'bytes'] as const;

let database: EmbeddedDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await embeddedDatabase('copy');
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(`create table "odd ""name" (
    id bigint primary key, text text, number double precision, yes boolean, texts text[], numbers int[], document jsonb, bytes bytea
  )`);
});
afterAll(async () => {
  await client.end();
  await database.close();
});
beforeEach(() => client.query('truncate "odd ""name"'));

const copy = (
  rows: Iterable<CopyRow> | AsyncIterable<CopyRow>,
  columns: readonly string[] = COLUMNS,
): Promise<number> => copyRows(client, 'odd "name', columns, rows);
const stored = async (): Promise<readonly unknown[][]> => {
  const { rows } = await client.query({
    text: `select ${COLUMNS.join(', ')} from "odd ""name" order by id`,
    rowMode: 'array',
  });
  return rows as unknown[][];
};

const storable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const nasty = fc.constantFrom(
  '',
  '\\N',
  '\\',
  '\t',
  '\n',
  '\r\n',
  '\\.',
  'NULL',
  '{}',
  '"',
  "'",
  ',',
  '\b\f\v',
  '\\u0000',
  'Đảng ủy',
  '𝄞',
);
const text = fc.oneof(
  nasty,
  fc.string({ unit: 'grapheme' }).filter(storable),
  fc.string({ unit: 'binary' }).filter(storable),
);
/** The `JSON.parse` of Node 24.21 now and then reads a key that is one escaped character as a backslash. */
const isReadRight = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  Object.entries(value).every(([key, inner]) => JSON.stringify(key) === `"${key}"` && isReadRight(inner));
const json = fc
  .jsonValue()
  .filter(isReadRight)
  .map((value) => JSON.parse(JSON.stringify(value)) as typeof value)
  .filter((value) => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const row = fc.tuple(
  maybe(text),
  maybe(fc.double({ noNaN: true })),
  maybe(fc.boolean()),
  maybe(fc.array(maybe(text))),
  maybe(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))),
  maybe(json),
  maybe(fc.uint8Array()),
);

/** What the driver reads back where that differs from what was given: bytes are a Buffer, and -0 is 0. */
const readBack = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return Object.is(value, -0) ? 0 : value;
};

test('what is copied is what is read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
      await client.query('truncate "odd ""name"');
      const numbered = rows.map((values, index) => [String(index), ...values]);
      expect(await copy(numbered)).toBe(rows.length);
      expect(await stored()).toEqual(numbered.map((values) => values.map(readBack)));
    }),
    { numRuns: 60 },
  );
});

test('a stream that arrives slowly is copied as an array is', async () => {
  async function* slowly(): AsyncGenerator<CopyRow> {
    for (let id = 0; id < 3; id += 1) {
      await new Promise(setImmediate);
      yield [id, `row ${id}`];
    }
  }
  expect(await copy(slowly(), ['id', 'text'])).toBe(3);
});

test('no rows are no error', async () => {
  expect(await copy([])).toBe(0);
});

test('progress counts up to the last row', async () => {
  const told: number[] = [];
  const rows = Array.from({ length: 20_000 }, (_, id) => [id, 'x'.repeat(100)]);
  await copyRows(client, 'odd "name', ['id', 'text'], rows, { onProgress: (count) => told.push(count) });
  expect(told.length).toBeGreaterThan(3);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(20_000);
});

test.each([
  ['NUL', 'a\0b', /row 2, column text: text with NUL/],
  ['half a character pair', 'a\ud800', /row 2, column text: text with NUL or half/],
  ['undefined', undefined, /row 2, column text: a value of type undefined/],
  ['a function', () => 1, /row 2, column text: a value of type function/],
])('%s is refused by row and column, and nothing is stored', async (_, value, message) => {
  await expect(
    copy(
      [
        [1, 'good'],
        [2, value],
      ],
      ['id', 'text'],
    ),
  ).rejects.toThrow(message);
  expect(await stored()).toEqual([]);
});

test('the refusal never shows the value', async () => {
  await expect(copy([[1, 'secret\0']], ['id', 'text'])).rejects.toThrow(expect.not.stringContaining('secret'));
});

test('NUL inside JSON is refused; the six characters that look like it are text', async () => {
  await expect(copy([[1, { a: '\0' }]], ['id', 'document'])).rejects.toThrow(/column document: text with NUL/);
  await copy([[1, { a: '\\u0000' }]], ['id', 'document']);
  expect((await stored())[0]?.[6]).toEqual({ a: '\\u0000' });
});

test('a row of the wrong width is refused', async () => {
  await expect(copy([[1]], ['id', 'text'])).rejects.toThrow(/row 1: 1 values for 2 columns/);
});

test('an unknown column is refused by name', async () => {
  await expect(copy([], ['id', 'nothing'])).rejects.toThrow(/has no column nothing/);
});

test('the database’s own refusal arrives, and the connection goes on', async () => {
  await expect(
    copy(
      [
        [1, 'a'],
        [1, 'b'],
      ],
      ['id', 'text'],
    ),
  ).rejects.toThrow(/duplicate key/);
  expect(await copy([[1, 'a']], ['id', 'text'])).toBe(1);
});

test('a source that throws ends the copy with its own error, and the connection goes on', async () => {
  function* broken(): Generator<CopyRow> {
    for (let id = 0; id < 10_000; id += 1) yield [id, 'x'.repeat(100)];
    throw new Error('source is broken');
  }
  await expect(copy(broken(), ['id', 'text'])).rejects.toThrow('source is broken');
  expect(await stored()).toEqual([]);
});

test('a table that the role cannot write is an error, not a hang', async () => {
  await withClient(database.url, async (service) => {
    await expect(copyRows(service, 'odd "name', ['id'], [[1]])).rejects.toThrow(/permission denied/);
  });
});
