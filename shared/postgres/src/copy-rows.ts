import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ENCODERS, type ColumnKind, type CopyValue, type Encoder } from './copy-text.js';

/** Text gathered before it is sent: big enough to spare system calls, small enough to bound memory. Characters. */
const CHUNK = 256 * 1024;

/** One row's values, in the order of the columns. */
export type CopyRow = readonly CopyValue[];

export interface CopyOptions {
  /** Told the number of rows handed to the server so far, about every 256 KiB. */
  readonly onProgress?: (rows: number) => void;
}

/** A row that cannot be copied; the message names its number (from 1) and column, never its value. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
}

const KINDS = `
  select a.attname as name,
    case when t.typname in ('json', 'jsonb') then 'json' when t.typcategory = 'A' then 'array' else 'plain' end as kind
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`;

const qualified = (table: string): string =>
  table
    .split('.')
    .map((part) => pg.escapeIdentifier(part))
    .join('.');

const encodersOf = async (
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
): Promise<readonly Encoder[]> => {
  const { rows } = await client.query<{ name: string; kind: ColumnKind }>(KINDS, [qualified(table)]);
  const kinds = new Map(rows.map(({ name, kind }) => [name, kind]));
  return columns.map((column) => {
    const kind = kinds.get(column);
    if (kind === undefined) throw new CopyError(`${table} has no column ${column}`);
    return ENCODERS[kind];
  });
};

/** NUL, which PostgreSQL cannot hold, and half a surrogate pair, which would silently become U+FFFD. */
const unstorable = (text: string): boolean => text.includes('\0') || !text.isWellFormed();

const refuse = (chunk: string, firstRow: number, table: string, columns: readonly string[]): void => {
  if (!unstorable(chunk)) return;
  // Line ends and tabs inside values are escaped, so those that are left divide rows and columns.
  for (const [index, line] of chunk.split('\n').entries()) {
    const column = line.split('\t').findIndex(unstorable);
    if (column !== -1) {
      throw new CopyError(
        `${table}, row ${firstRow + index}, column ${columns[column]}: text with NUL or half a character pair`,
      );
    }
  }
};

type Encode = (row: CopyRow, number: number) => string;

const encodeRow = (table: string, columns: readonly string[], encoders: readonly Encoder[]): Encode => {
  const width = encoders.length;
  return (row, number) => {
    if (row.length !== width) throw new CopyError(`${table}, row ${number}: ${row.length} values for ${width} columns`);
    let text = '';
    for (let at = 0; at < width; at += 1) {
      try {
        text += (at === 0 ? '' : '\t') + (encoders[at] as Encoder)(row[at]);
      } catch (error) {
        throw new CopyError(`${table}, row ${number}, column ${columns[at]}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
    return `${text}\n`;
  };
};

/**
 * Streams rows into a table by COPY, in bounded memory, at the server's pace. A `json` column takes any value (give
 * the value, not its JSON text), an array column an array, others text, numbers, booleans, `Date` or bytes; `null`
 * is NULL, `undefined` an error. All rows or none. Returns their number.
 */
export const copyRows = async (
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<CopyRow> | AsyncIterable<CopyRow>,
  options: CopyOptions = {},
): Promise<number> => {
  const encode = encodeRow(table, columns, await encodersOf(client, table, columns));
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const stream = client.query(copyFrom(`copy ${qualified(table)} (${names}) from stdin`));
  const done = finished(stream);
  // Heard below; without this a failure between two writes would end the process.
  done.catch(() => {});
  let text = '';
  let count = 0;
  let firstRow = 1;
  const send = async (): Promise<void> => {
    refuse(text, firstRow, table, columns);
    const room = stream.write(Buffer.from(text));
    text = '';
    firstRow = count + 1;
    if (!room) await Promise.race([once(stream, 'drain'), done]);
    options.onProgress?.(count);
  };
  try {
    if (Symbol.asyncIterator in rows) {
      for await (const row of rows) {
        count += 1;
        text += encode(row, count);
        if (text.length >= CHUNK) await send();
      }
    } else {
      for (const row of rows) {
        count += 1;
        text += encode(row, count);
        if (text.length >= CHUNK) await send();
      }
    }
    if (text !== '') await send();
    stream.end();
    await done;
    return count;
  } catch (error) {
    if (!stream.destroyed) stream.destroy(error as Error);
    await done.catch(() => {});
    throw error;
  }
};
