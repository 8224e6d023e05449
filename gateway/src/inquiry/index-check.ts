import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Entries } from './entry.js';
import { postedOf, type Posted } from './posted.js';

/** Leaves that are checked in one piece. */
export const STRETCH = 4_096;

/** Leaves from one to another of which the index does not hold what the log says. */
export interface Distrusted {
  readonly from: number;
  readonly to: number;
}

/** Holds the index against the log, a stretch of leaves at a time: finds what was deleted, which no single row shows. */
export interface IndexCheck {
  /** Checks the newest stretches of what the index says that it holds. */
  newest(indexed: number, most: number): Promise<void>;
  /** Checks the stretch whose turn it is; goes round and round. */
  next(indexed: number): Promise<void>;
  /** What must be read from the log instead, ascending. */
  distrusted(): readonly Distrusted[];
  /** The index was made anew. */
  forget(): void;
}

/** Digests of whole stretches, which never change: 32 bytes each. */
const KEPT = 100_000;

export function createIndexCheck(entries: Entries, reader: Pool): IndexCheck {
  const digests = new Map<string, string>();
  const wrong = new Map<number, Distrusted>();
  let turn = 0;

  const wanted = (from: number, to: number): string => {
    const name = `${from}-${to}`;
    let digest = digests.get(name);
    if (digest === undefined) digests.set(name, (digest = digestOf(postedOf(entries, from, to))));
    if (digests.size > KEPT) digests.delete(digests.keys().next().value!);
    return digest;
  };

  const check = async (stretch: number, indexed: number): Promise<void> => {
    const [from, to] = [stretch * STRETCH, Math.min((stretch + 1) * STRETCH, indexed)];
    if (from >= to) return;
    const held = await digestIn(reader, entries.source.origin, from, to);
    if (held === wanted(from, to)) wrong.delete(stretch);
    else wrong.set(stretch, { from, to: (stretch + 1) * STRETCH });
  };

  return {
    async newest(indexed, most) {
      const last = Math.ceil(indexed / STRETCH) - 1;
      for (let stretch = last; stretch >= 0 && stretch > last - most; stretch -= 1) await check(stretch, indexed);
    },
    async next(indexed) {
      if (turn * STRETCH >= indexed) turn = 0;
      await check(turn, indexed);
      turn += 1;
    },
    distrusted: () => [...wrong.values()].toSorted((a, b) => a.from - b.from),
    forget() {
      wrong.clear();
      turn = 0;
    },
  };
}

/** SHA-256 of what is posted of some leaves, in the order of keys; the same as `digestIn` computes of the index. */
function digestOf({ postings, fieldsets, operations }: Posted): string {
  const rows = postings.flatMap(({ at, index, keys }) => keys.map((key) => row(key, at, index)));
  const said = [
    ...fieldsets.map(([index, says, value]) => Buffer.from(`${index} ${says} ${value}\n`)),
    ...operations.map(([index, value]) => Buffer.from(`${index} ${value}\n`)),
  ];
  const hash = createHash('sha256');
  for (const one of [rows, said]) for (const bytes of one.toSorted(Buffer.compare)) hash.update(bytes);
  return hash.digest('hex');
}

/** PostgreSQL counts microseconds since 2000. */
const EPOCH = BigInt(Date.UTC(2000, 0, 1)) * 1_000n;

function row(key: string, at: string, index: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write(key.replaceAll('-', ''), 0, 'hex');
  const micros = BigInt(Date.parse(`${at.slice(0, 23)}Z`)) * 1_000n + BigInt(at.slice(23, 26));
  bytes.writeBigInt64BE(micros - EPOCH, 16);
  bytes.writeBigInt64BE(BigInt(index), 24);
  return bytes;
}

async function digestIn(reader: Pool, origin: string, from: number, to: number): Promise<string> {
  const { rows } = await reader.query<{ digest: string }>({
    name: 'audit_index.digest',
    text: `
      select encode(sha256(coalesce((
          select string_agg(bytes, ''::bytea order by bytes) from (
            select uuid_send(key) || timestamptz_send(at) || int8send(index) as bytes
            from audit_index.posting where origin = (select number from audit_index.origin where name = $1) and index >= $2 and index < $3
          ) as posting), ''::bytea)
        || coalesce((
          select string_agg(bytes, ''::bytea order by bytes) from (
            select convert_to(index || ' ' || says || ' ' || value || E'\\n', 'UTF8') as bytes
            from audit_index.fieldset where origin = (select number from audit_index.origin where name = $1) and index >= $2 and index < $3
            union all
            select convert_to(index || ' ' || value || E'\\n', 'UTF8')
            from audit_index.operation where origin = (select number from audit_index.origin where name = $1) and index >= $2 and index < $3
          ) as said), ''::bytea)), 'hex') as digest`,
    values: [origin, from, to],
  });
  return rows[0]!.digest;
}
