import { readRecord } from '@agency-graph/ledger/records';
import { createHash } from 'node:crypto';
import type { Entries } from './entry.js';
import { encodeLeaves } from './posting-list.js';
import {
  definitionsOf,
  keysOf,
  saidOfFieldset,
  saidOfOperation,
  SET_BACK,
  type Definitions,
  type FieldsetColumn,
  type Key,
} from './posting.js';
import { goesBack, timeBelow } from './stretches.js';

/** What of the leaves from one to another goes into the index, in one piece. */
export interface Posted {
  readonly first: number;
  /**
   * The one behind the last: as far as was asked for, or to where time went back, so that a batch is in its order, or to
   * where very much was said.
   */
  readonly next: number;
  /** In the order of keys. */
  readonly postings: readonly Posting[];
  /** What the field sets and operations say that the entries refer to, each of them once. */
  readonly fieldsets: readonly (readonly [key: Key, says: FieldsetColumn, value: string])[];
  readonly operations: readonly (readonly [key: Key, value: string])[];
}

/** The entries of one key in a batch, of one month. */
export interface Posting {
  readonly key: Key;
  /** Time of the first and the last of them. */
  readonly at: string;
  readonly until: string;
  readonly n: number;
  readonly leaves: Buffer;
}

/** Leaves of one batch at most. */
export const LONGEST_BATCH = 8_192;

/** Rows of field sets and operations in a batch, more or less: one record alone may refer to a thousand. */
const MOST_SAID = 50_000;

/** What of the leaves from one to another goes into the index. A leaf that is no record is posted under nothing. */
export function postedOf(entries: Entries, first: number, end: number): Posted {
  const lists = createLists();
  const said = createSaid();
  let last = '';
  let next = first;
  for (const leaf of entries.source.leaves(first)) {
    if (leaf.index >= Math.min(end, first + LONGEST_BATCH) || said.rows() >= MOST_SAID) break;
    const read = readRecord(leaf.bytes);
    if (read.kind === 'record') {
      const { record } = read;
      if (record.at < last) break;
      // So only the first record of a batch can be older than the one before it.
      const isSetBack = last === '' && goesBack(timeBelow(entries, first), record.at);
      last = record.at;
      if (isSetBack) lists.add(leaf.index, record.at, [SET_BACK]);
      if (record.type === 'define') entries.learn(leaf.index, record);
      const entry = entries.of(leaf, record);
      if (entry !== null) {
        const definitions = definitionsOf(entry);
        lists.add(leaf.index, record.at, keysOf(entry, definitions));
        said.add(definitions);
      }
    }
    next = leaf.index + 1;
  }
  return { first, next, postings: lists.postings(first), ...said.all() };
}

interface List {
  readonly key: Key;
  readonly at: string;
  until: string;
  readonly leaves: number[];
}

/** Gathers the entries of each key, month by month. */
function createLists() {
  const months = new Map<string, Map<Key, List>>();
  return {
    add(leaf: number, at: string, keys: readonly Key[]): void {
      const month = at.slice(0, 7);
      let lists = months.get(month);
      if (lists === undefined) months.set(month, (lists = new Map()));
      for (const key of keys) {
        const list = lists.get(key);
        if (list === undefined) lists.set(key, { key, at, until: at, leaves: [leaf] });
        else {
          list.until = at;
          list.leaves.push(leaf);
        }
      }
    },
    postings(first: number): Posting[] {
      const all = [...months.values()].flatMap((lists) => [...lists.values()]);
      // A btree takes neighbours much faster than strangers.
      all.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.at < b.at ? -1 : 1));
      return all.map(({ key, at, until, leaves }) => {
        return { key, at, until, n: leaves.length, leaves: encodeLeaves(first, leaves) };
      });
    },
  };
}

/** Gathers what field sets and operations say, each of them once. */
function createSaid() {
  const known = new Set<Key>();
  const fieldsets: Posted['fieldsets'][number][] = [];
  const operations: Posted['operations'][number][] = [];
  return {
    add(definitions: Definitions): void {
      for (const [key, fieldset] of definitions.fieldsets) {
        if (known.has(key)) continue;
        known.add(key);
        for (const [says, value] of saidOfFieldset(fieldset)) fieldsets.push([key, says, value]);
      }
      for (const [key, operation] of definitions.operations) {
        if (known.has(key)) continue;
        known.add(key);
        for (const value of saidOfOperation(operation)) operations.push([key, value]);
      }
    },
    rows: () => fieldsets.length + operations.length,
    all: () => ({ fieldsets, operations }),
  };
}

/** SHA-256 of what is posted in a batch, hex: the same as `DIGEST` computes of what the index holds. */
export function digestOf({ postings, fieldsets, operations }: Posted): string {
  const hash = createHash('sha256');
  const head = Buffer.alloc(40);
  for (const { key, at, until, n, leaves } of postings) {
    head.write(key, 0, 'hex');
    writeTime(head, at, 16);
    if (until === at) head.copy(head, 24, 16, 24);
    else writeTime(head, until, 24);
    head.writeInt32BE(n, 32);
    head.writeInt32BE(leaves.length, 36);
    hash.update(head).update(leaves);
  }
  return hash.update(saidDigest(fieldsets, operations)).digest('hex');
}

/** Each row and what one key says are of one length, so that no row can be taken for two, nor for a part of another. */
function saidDigest(fieldsets: Posted['fieldsets'], operations: Posted['operations']): Buffer {
  const said = new Map<Key, Buffer[]>();
  const say = (key: Key, text: string): void => {
    const row = createHash('sha256').update(text).digest();
    const rows = said.get(key);
    if (rows === undefined) said.set(key, [row]);
    else rows.push(row);
  };
  for (const [key, says, value] of fieldsets) say(key, `${says} ${value}`);
  for (const [key, value] of operations) say(key, `operation ${value}`);
  const all = createHash('sha256');
  for (const [key, rows] of [...said].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const one = createHash('sha256').update(Buffer.concat(rows.toSorted(Buffer.compare)));
    all.update(key, 'hex').update(one.digest());
  }
  return all.digest();
}

/** As PostgreSQL sends time: microseconds since 2000, 64 bits. */
function writeTime(to: Buffer, at: string, offset: number): void {
  const micros = (Date.parse(`${at.slice(0, 23)}Z`) - Date.UTC(2000, 0, 1)) * 1_000 + Number(at.slice(23, 26));
  to.writeInt32BE(Math.floor(micros / 2 ** 32), offset);
  to.writeUInt32BE(micros >>> 0, offset + 4);
}

/**
 * SQL: by their keys, digests of what the field sets and operations say of the batches `held` (origin, definitions). Most
 * batches have the same ones.
 */
export const SAID = `
  select key, sha256(string_agg(said, ''::bytea order by said)) as digest from (
    with defined as materialized (select distinct origin, unnest(definitions) as key from held)
    select key, sha256(convert_to(says || ' ' || value, 'UTF8')) as said
    from defined join audit_index.fieldset using (origin, key)
    union all
    select key, sha256(convert_to('operation ' || value, 'UTF8'))
    from defined join audit_index.operation using (origin, key)
  ) as row group by key`;

/** SQL: the digest of the batch `held` (origin, first, definitions) as the index has it, where `said` is what `SAID` selects. */
export const DIGEST = `
  encode(sha256(coalesce((
      select string_agg(uuid_send(key) || timestamptz_send(at) || timestamptz_send(until) || int4send(n)
        || int4send(length(leaves)) || leaves, ''::bytea order by key, at)
      from audit_index.posting where posting.origin = held.origin and batch = held.first), ''::bytea)
    || sha256(coalesce((
      select string_agg(uuid_send(key) || said.digest, ''::bytea order by key)
      from unnest(held.definitions) as defined (key) join said using (key)), ''::bytea))), 'hex')`;
