import type { LogRecord } from '@agency-graph/ledger/records';
import { setImmediate } from 'node:timers/promises';
import type { Entries, Entry } from './entry.js';
import { isOf, type Line, type Period } from './question.js';

/** What the log itself shows to be missing. */
export interface Gaps {
  /** An agency was about to be asked, and no outcome follows: whether anything was disclosed is not known. */
  readonly intents: readonly Entry[];
  /** From one sign of life of the node to the next, when they are too far apart. */
  readonly silences: readonly Silence[];
  /** Leaves that were looked at. */
  readonly from: number;
  readonly to: number;
  /** When the first of these that is of the period was recorded; null where none is. */
  readonly since: string | null;
  /** Whether these are all that the log holds of the period. */
  readonly all: boolean;
  /** Leaves that the log holds. */
  readonly size: number;
}

export interface Silence {
  readonly from: string;
  readonly to: string;
  /** Whether the node had said that it would stop. */
  readonly announced: boolean;
  readonly index: number;
}

/** Leaves that are looked at, at most: the newest of the period. */
const MOST_LEAVES = 500_000;
/** Those that are looked at in one turn. */
const IN_A_TURN = 1_024;
/** A node gives a sign of life every 10 s. Milliseconds. */
const SILENT_AFTER = 30_000;
/** An intent as young as this may still get its outcome. Milliseconds. */
const UNDER_WAY = 30_000;
/** What is looked at before and after a period: what began or ended it may stand there. Milliseconds. */
const AROUND = 60_000;

/**
 * Intents without outcomes and silences of the node within a period; a line's auditor gets its own intents alone. Others
 * have their turns meanwhile, and it ends once it is `abandoned`.
 */
export async function gapsIn(
  entries: Entries,
  period: Period,
  line: Line,
  now: number,
  abandoned: AbortSignal,
  most = MOST_LEAVES,
): Promise<Gaps> {
  const begin = firstSince(entries, Date.parse(period.from) - AROUND);
  const end = firstSince(entries, Date.parse(period.to) + AROUND);
  const from = Math.max(begin, end - most);
  const open = new Map<string, number>();
  /** Of which it is recorded what was changed, as far as that is known. */
  const written = new Set<string>();
  const silences: Silence[] = [];
  const isMutation = (index: number): boolean => entries.intent(index)?.operation?.kind === 'mutation';
  // Whoever recorded anything lived then.
  let alive = from === 0 ? null : aliveBy(entries.intent(from - 1)?.record ?? null);
  let since: string | null = null;
  let to = from;

  for (const { index, record } of entries.records(from)) {
    const { at } = record;
    // A silence that the period ends in lasts until the next sign of life.
    if (index >= end && alive !== null && alive.at >= period.to) break;
    if (index % IN_A_TURN === 0) {
      abandoned.throwIfAborted();
      await setImmediate();
    }
    to = index + 1;
    const isWithin = period.from <= at && at < period.to;
    if (isWithin) since ??= at;
    if (record.type === 'intent') {
      if (isWithin) open.set(record.txn, index);
    } else if (record.type === 'write') {
      if (open.has(record.txn)) written.add(record.txn);
    } else if ('txn' in record && record.txn !== undefined && open.has(record.txn)) {
      // A refusal says nothing of what was changed before it.
      const says = record.type !== 'denied' || written.has(record.txn) || !isMutation(open.get(record.txn)!);
      if (says) open.delete(record.txn);
      written.delete(record.txn);
    }
    if (!isSignOfLife(record)) continue;
    if (
      alive !== null &&
      Date.parse(at) - Date.parse(alive.at) > SILENT_AFTER &&
      alive.at < period.to &&
      at >= period.from
    )
      silences.push({ from: alive.at, to: at, announced: alive.announced, index });
    alive = aliveBy(record);
  }
  const intents = [...open.values()]
    .map((index) => entries.intent(index))
    .filter((entry) => entry !== null)
    .filter((entry) => isOf(entry, line) && now - Date.parse(entry.record.at) > UNDER_WAY);
  return {
    intents: intents.toReversed(),
    silences: line === null ? silences.toReversed() : [],
    from,
    to,
    since,
    all: from === begin,
    size: entries.source.size(),
  };
}

/** The first leaf that is not older, by halving: times ascend, but for a clock that was set back. */
function firstSince(entries: Entries, time: number): number {
  let [low, high] = [0, entries.source.size()];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeFrom(entries, middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When the first record from a leaf on was made. */
function timeFrom(entries: Entries, index: number): number {
  for (const { record } of entries.records(index)) return Date.parse(record.at);
  return Infinity;
}

const aliveBy = (record: LogRecord | null): { readonly at: string; readonly announced: boolean } | null =>
  record && { at: record.at, announced: record.type === 'node_stop' };

const isSignOfLife = ({ type }: LogRecord): boolean =>
  type === 'heartbeat' || type === 'node_start' || type === 'node_stop';
