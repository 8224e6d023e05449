import { copyRows } from '@agency-graph/postgres';
import type { Pool, PoolClient } from 'pg';
import type { Entries } from './entry.js';
import { LONGEST_BATCH, postedOf, type Posted } from './posted.js';

/** How far the index has come. */
export interface Shipped {
  /** Leaves that the index holds the postings of. */
  readonly complete: number;
  /** Leaves of the log that are published. */
  readonly of: number;
}

export interface Shipper {
  /** Posts what the log has and the index has not; resolves with how far it came. May be called while it runs. */
  ship(): Promise<Shipped>;
}

export interface ShipperParts {
  readonly entries: Entries;
  /** May insert, and nothing else. */
  readonly writer: Pool;
  /** May read, and nothing else. */
  readonly reader: Pool;
  /** Told of each batch that is in the index. */
  readonly onPosted?: (batch: Posted) => void;
  /** Told after each batch. */
  readonly onProgress?: (shipped: Shipped) => void;
  /** Leaves of a batch, which is one transaction. */
  readonly batch?: number;
}

/**
 * Ships the log into the index, exactly once: a batch and the row that says so are one transaction, and that row is
 * unique, so of two shippers that read the same leaves one fails and reads on behind the other.
 */
export function createShipper(parts: ShipperParts): Shipper {
  const { entries, writer, reader, onPosted, onProgress, batch = LONGEST_BATCH } = parts;
  const { source } = entries;
  let running: Promise<Shipped> | null = null;

  const shipAll = async (): Promise<Shipped> => {
    for (let refused = -1; ;) {
      const { origin, next: first } = await heldFor(source.origin, writer, reader);
      const size = source.size();
      if (first > size)
        throw new Error(`the index says that it holds ${first} leaves of ${size}: it must be made anew`);
      const end = Math.min(first + batch, source.published(), size);
      if (end <= first) return { complete: first, of: source.published() };
      const posted = postedOf(entries, first, end);
      // Where the index was made anew since, the number may be another log's. Nobody makes it anew while a batch is under way.
      const isStill = async () => (await numberOf(reader, source.origin)) === origin;
      if (await post(writer, origin, posted, isStill)) {
        onPosted?.(posted);
        onProgress?.({ complete: posted.next, of: source.published() });
      } else if (refused === first) {
        throw new Error('the index holds rows of leaves that it says it has not: it must be made anew');
      } else refused = first;
    }
  };

  return {
    ship: () => (running ??= shipAll().finally(() => (running = null))),
  };
}

/** What the index says that it has of a log. */
export interface Held {
  /** Its number of the log, which it may have given to another one once it was made anew. */
  readonly origin: number;
  /** The first leaf that it has nothing of. */
  readonly next: number;
  /** Another one once the index was made anew, or emptied. */
  readonly made: number;
}

/** Null where it does not know the log. */
export async function heldOf(reader: Pool, name: string): Promise<Held | null> {
  const { rows } = await reader.query<{ origin: number; next: string; made: number }>(
    `select number as origin, pg_relation_filenode('audit_index.batch') as made, coalesce((
       select next from audit_index.batch where origin = number order by next desc limit 1), 0) as next
     from audit_index.origin where name = $1`,
    [name],
  );
  const [held] = rows;
  return held === undefined ? null : { ...held, next: Number(held.next) };
}

/** The number of a log alone: who makes the index anew may be waiting for a batch by now, and whoever reads of batches behind them. */
async function numberOf(reader: Pool, name: string): Promise<number | null> {
  const { rows } = await reader.query<{ number: number }>('select number from audit_index.origin where name = $1', [
    name,
  ]);
  return rows[0]?.number ?? null;
}

/** The same of a log that gets its number with its first batch. */
async function heldFor(name: string, writer: Pool, reader: Pool): Promise<Held> {
  const known = await heldOf(reader, name);
  if (known !== null) return known;
  await writer.query('insert into audit_index.origin (name) values ($1) on conflict do nothing', [name]);
  return (await heldOf(reader, name))!;
}

/** Posts a batch; false where another was first, or where the number is not `isStill` that of the log. */
async function post(writer: Pool, origin: number, batch: Posted, isStill: () => Promise<boolean>): Promise<boolean> {
  const client = await writer.connect();
  try {
    const months = new Set(batch.postings.map(({ at }) => `${at.slice(0, 7)}-01`));
    for (const month of months) await client.query('select audit_index.ensure_month($1)', [month]);
    await client.query('begin');
    const defined = new Set([...batch.fieldsets, ...batch.operations].map(([key]) => key));
    await client.query(
      'insert into audit_index.batch (origin, first, next, postings, definitions) values ($1, $2, $3, $4, $5::uuid[])',
      [origin, batch.first, batch.next, batch.postings.length, [...defined]],
    );
    const posts = await isStill();
    if (posts) await insertAll(client, origin, batch);
    await client.query(posts ? 'commit' : 'rollback');
    client.release();
    return posts;
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    return false;
  }
}

const UNIQUE_VIOLATION = '23505';

async function insertAll(client: PoolClient, origin: number, batch: Posted): Promise<void> {
  const { first, postings, fieldsets, operations } = batch;
  const rows = postings.map(({ key, at, until, n, leaves }) => [key, origin, first, at, until, n, leaves] as const);
  if (rows.length > 0) {
    await copyRows(client, 'audit_index.posting', ['key', 'origin', 'batch', 'at', 'until', 'n', 'leaves'], rows);
  }
  // What is said stands there once, whichever batch said it first: who ships may not read what is there.
  for (const some of inPieces(fieldsets)) {
    await client.query(
      `insert into audit_index.fieldset (origin, key, says, value)
       select $1::smallint, * from unnest($2::uuid[], $3::text[], $4::text[]) on conflict do nothing`,
      [origin, some.map(([key]) => key), some.map(([, says]) => says), some.map(([, , value]) => value)],
    );
  }
  for (const some of inPieces(operations)) {
    await client.query(
      `insert into audit_index.operation (origin, key, value)
       select $1::smallint, * from unnest($2::uuid[], $3::text[]) on conflict do nothing`,
      [origin, some.map(([key]) => key), some.map(([, value]) => value)],
    );
  }
}

/** Rows of one statement at most. */
const ROWS_AT_ONCE = 5_000;

function* inPieces<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) yield rows.slice(at, at + ROWS_AT_ONCE);
}
