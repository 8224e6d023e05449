import { readRecord, type LogRecord } from '@agency-graph/ledger/records';
import { createHash } from 'node:crypto';
import type { Entries } from './entry.js';
import { encodeLeaves } from './posting-list.js';
import { keysOf, referencesOf, type Key } from './posting.js';

/** What of the leaves from one to another goes into the index, in one piece. */
export interface Posted {
  readonly first: number;
  /** The one behind the last: as far as was asked for, or to where time went back, so that a batch is in its order. */
  readonly next: number;
  /** In the order of keys. */
  readonly postings: readonly Posting[];
  readonly fieldsets: readonly (readonly [index: number, says: string, value: string])[];
  readonly operations: readonly (readonly [index: number, value: string])[];
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

/** What of the leaves from one to another goes into the index. A leaf that is no record is posted under nothing. */
export function postedOf(entries: Entries, first: number, end: number): Posted {
  const lists = createLists();
  const fieldsets: Posted['fieldsets'][number][] = [];
  const operations: Posted['operations'][number][] = [];
  let parts: LogRecord<'outcome_part'>[] = [];
  let last = '';
  let next = first;
  for (const leaf of entries.source.leaves(first)) {
    if (leaf.index >= Math.min(end, first + LONGEST_BATCH)) break;
    const read = readRecord(leaf.bytes);
    if (read.kind === 'record') {
      const { record } = read;
      if (record.at < last) break;
      last = record.at;
      if (record.type === 'outcome_part') parts.push(record);
      else if (record.type === 'define') {
        entries.learn(leaf.index, record);
        if (record.operation !== undefined) operations.push(...operationRows(leaf.index, record.operation));
        if (record.fieldset !== undefined) fieldsets.push(...fieldsetRows(leaf.index, record.fieldset));
      } else {
        const entry = entries.of(leaf, record);
        if (entry !== null) {
          const lacking = record.type === 'outcome' && (record.parts ?? 0) > parts.length;
          const own = lacking ? entries.parts(leaf.index, record) : parts;
          lists.add(leaf.index, record.at, keysOf(entry, referencesOf(record, own)));
        }
        parts = [];
      }
    }
    next = leaf.index + 1;
  }
  return { first, next, postings: lists.postings(first), fieldsets, operations };
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

const operationRows = (
  index: number,
  { hash, name }: NonNullable<LogRecord<'define'>['operation']>,
): Posted['operations'] => [hash, ...(name === null || name === hash ? [] : [name])].map((value) => [index, value]);

function fieldsetRows(
  index: number,
  { agency, type, grants }: NonNullable<LogRecord<'define'>['fieldset']>,
): Posted['fieldsets'] {
  const said = new Map<string, readonly [string, string]>();
  const say = (says: string, value: string): void => void said.set(`${says}\0${value}`, [says, value]);
  say('agency', agency);
  for (const { source, agreement, fields } of grants) {
    say('agency', source);
    // Asked for by its id alone, or with its version.
    if (agreement !== null) for (const name of [agreement, agreement.split('/')[0]!]) say('agreement', name);
    for (const field of fields) say('field', `${type}.${field}`);
  }
  return [...said.values()].map(([says, value]) => [index, says, value]);
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
  const said = [
    ...fieldsets.map(([index, says, value]) => Buffer.from(`${index} ${says} ${value}\n`)),
    ...operations.map(([index, value]) => Buffer.from(`${index} ${value}\n`)),
  ];
  for (const bytes of said.toSorted(Buffer.compare)) hash.update(bytes);
  return hash.digest('hex');
}

/** As PostgreSQL sends time: microseconds since 2000, 64 bits. */
function writeTime(to: Buffer, at: string, offset: number): void {
  const micros = (Date.parse(`${at.slice(0, 23)}Z`) - Date.UTC(2000, 0, 1)) * 1_000 + Number(at.slice(23, 26));
  to.writeInt32BE(Math.floor(micros / 2 ** 32), offset);
  to.writeUInt32BE(micros >>> 0, offset + 4);
}

/** SQL: the digest of the batch `held` (origin, first, next) as the index has it. */
export const DIGEST = `
  encode(sha256(coalesce((
      select string_agg(uuid_send(key) || timestamptz_send(at) || timestamptz_send(until) || int4send(n)
        || int4send(length(leaves)) || leaves, ''::bytea order by key, at)
      from audit_index.posting where posting.origin = held.origin and batch = held.first), ''::bytea)
    || coalesce((
      select string_agg(bytes, ''::bytea order by bytes) from (
        select convert_to(index || ' ' || says || ' ' || value || E'\\n', 'UTF8') as bytes
        from audit_index.fieldset where fieldset.origin = held.origin and index >= held.first and index < held.next
        union all
        select convert_to(index || ' ' || value || E'\\n', 'UTF8')
        from audit_index.operation where operation.origin = held.origin and index >= held.first and index < held.next
      ) as said), ''::bytea)), 'hex')`;
