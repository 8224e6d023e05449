import { copyRows, type CopyRow } from '@agency-graph/postgres';
import type { Pool } from 'pg';

/** A table to be loaded: its columns, each with where a record's value for it comes from. */
export interface LoadedTable<Item> {
  readonly name: string;
  readonly columns: Readonly<Record<string, (item: Item) => CopyRow[number]>>;
}

/** Replaces what a table holds by these records: all of them or, after an error, none. `done` is told the count so far. */
export async function loadTable<Item>(
  pool: Pool,
  { name, columns }: LoadedTable<Item>,
  items: Iterable<Item>,
  done?: (count: number) => void,
): Promise<void> {
  const values = Object.values(columns);
  const rows = function* (): Generator<CopyRow> {
    for (const item of items) yield values.map((value) => value(item));
  };
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`truncate ${name}`);
    const count = await copyRows(client, name, Object.keys(columns), rows(), done && { onProgress: done });
    await client.query('commit');
    await client.query(`analyze ${name}`);
    done?.(count);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
