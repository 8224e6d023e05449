import { readRecord, type LogRecord } from '@agency-graph/ledger/records';
import { copyRows } from '@agency-graph/postgres';
import type { Pool, PoolClient } from 'pg';
import type { Entries } from './entry.js';
import { keysOf, referencesOf, type Key } from './posting.js';

/** Leaves of one batch: one transaction. */
const BATCH = 5_000;

/** How far the index has come. */
export interface Shipped {
  /** Leaves that the index holds the postings of. */
  readonly complete: number;
  /** Leaves of the log. */
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
  /** Told after each batch. */
  readonly onProgress?: (shipped: Shipped) => void;
  readonly batch?: number;
}

/**
 * Ships the log into the index, exactly once: a batch and the row that says so are one transaction, and that row is
 * unique, so of two shippers that read the same leaves one fails and reads on behind the other.
 */
export function createShipper({ entries, writer, reader, onProgress, batch = BATCH }: ShipperParts): Shipper {
  const { source } = entries;
  let origin: number | null = null;
  let running: Promise<Shipped> | null = null;

  const shipAll = async (): Promise<Shipped> => {
    origin ??= await originOf(source.origin, writer, reader);
    for (;;) {
      const first = await nextOf(reader, origin);
      const next = Math.min(first + batch, source.size());
      if (next <= first) return { complete: first, of: source.size() };
      await post(writer, { origin, first, next, ...batchOf(entries, first, next) });
      onProgress?.({ complete: next, of: source.size() });
    }
  };

  return {
    ship: () => (running ??= shipAll().finally(() => (running = null))),
  };
}

/** The number of a log, given on its first batch. */
async function originOf(name: string, writer: Pool, reader: Pool): Promise<number> {
  const find = async (): Promise<number | undefined> => {
    const { rows } = await reader.query<{ number: number }>('select number from audit_index.origin where name = $1', [
      name,
    ]);
    return rows[0]?.number;
  };
  const known = await find();
  if (known !== undefined) return known;
  await writer.query('insert into audit_index.origin (name) values ($1) on conflict do nothing', [name]);
  return (await find())!;
}

/** The first leaf that the index has nothing of. */
export async function nextOf(reader: Pool, origin: number): Promise<number> {
  const { rows } = await reader.query<{ next: string }>(
    'select next from audit_index.batch where origin = $1 order by next desc limit 1',
    [origin],
  );
  return Number(rows[0]?.next ?? 0);
}

interface Posted {
  /** Time, leaf and its keys. */
  readonly postings: readonly { readonly at: string; readonly index: number; readonly keys: readonly Key[] }[];
  readonly fieldsets: readonly (readonly [index: number, says: string, value: string])[];
  readonly operations: readonly (readonly [index: number, value: string])[];
}

/** What of the leaves from one to another goes into the index. A leaf that is no record is posted under nothing. */
function batchOf(entries: Entries, first: number, next: number): Posted {
  const postings: Posted['postings'][number][] = [];
  const fieldsets: Posted['fieldsets'][number][] = [];
  const operations: Posted['operations'][number][] = [];
  let parts: LogRecord<'outcome_part'>[] = [];
  for (const leaf of entries.source.leaves(first)) {
    if (leaf.index >= next) break;
    const read = readRecord(leaf.bytes);
    if (read.kind !== 'record') continue;
    const { record } = read;
    if (record.type === 'define') {
      if (record.operation !== undefined) {
        for (const value of [record.operation.hash, record.operation.name])
          if (value !== null) operations.push([leaf.index, value]);
      }
      if (record.fieldset !== undefined) fieldsets.push(...fieldsetRows(leaf.index, record.fieldset));
    } else if (record.type === 'outcome_part') parts.push(record);
    else {
      const entry = entries.of(leaf, record);
      if (entry !== null) {
        const mine =
          record.type === 'outcome' && (record.parts ?? 0) > parts.length ? entries.parts(leaf.index, record) : parts;
        postings.push({ at: record.at, index: leaf.index, keys: keysOf(entry, referencesOf(record, mine)) });
      }
      parts = [];
    }
  }
  return { postings, fieldsets, operations };
}

function fieldsetRows(
  index: number,
  { agency, source, type, grants }: NonNullable<LogRecord<'define'>['fieldset']>,
): Posted['fieldsets'] {
  const said = new Map<string, readonly [string, string]>();
  const say = (says: string, value: string): void => void said.set(`${says}\0${value}`, [says, value]);
  say('agency', agency);
  say('agency', source);
  for (const { agreement, fields } of grants) {
    // Asked for by its id alone, or with its version.
    if (agreement !== null) for (const name of [agreement, agreement.split('/')[0]!]) say('agreement', name);
    for (const field of fields) say('field', `${type}.${field}`);
  }
  return [...said.values()].map(([says, value]) => [index, says, value]);
}

async function post(
  writer: Pool,
  batch: Posted & { readonly origin: number; readonly first: number; readonly next: number },
): Promise<void> {
  const { origin, first, next, postings, fieldsets, operations } = batch;
  const client = await writer.connect();
  try {
    const months = new Set(postings.map(({ at }) => `${at.slice(0, 7)}-01`));
    for (const month of months) await client.query('select audit_index.ensure_month($1)', [month]);
    await client.query('begin');
    const count = postings.reduce((sum, { keys }) => sum + keys.length, 0);
    await client.query('insert into audit_index.batch (origin, first, next, postings) values ($1, $2, $3, $4)', [
      origin,
      first,
      next,
      count,
    ]);
    await copyAll(client, { origin, postings, fieldsets, operations });
    await client.query('commit');
    client.release();
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    // Another shipper was first: its batch is as good as ours.
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
  }
}

const UNIQUE_VIOLATION = '23505';

async function copyAll(client: PoolClient, batch: Posted & { readonly origin: number }): Promise<void> {
  const { origin, postings, fieldsets, operations } = batch;
  // In the order of their key: a btree takes neighbours much faster than strangers.
  const rows = postings.flatMap(({ at, index, keys }) => keys.map((key) => [key, at, origin, index] as const));
  rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[3] - b[3]));
  if (rows.length > 0) await copyRows(client, 'audit_index.posting', ['key', 'at', 'origin', 'index'], rows);
  if (fieldsets.length > 0) {
    const said = fieldsets.map(([index, says, value]) => [origin, index, says, value] as const);
    await copyRows(client, 'audit_index.fieldset', ['origin', 'index', 'says', 'value'], said);
  }
  if (operations.length > 0) {
    const said = operations.map(([index, value]) => [origin, index, value] as const);
    await copyRows(client, 'audit_index.operation', ['origin', 'index', 'value'], said);
  }
}
