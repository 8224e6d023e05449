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
}

export interface Silence {
  readonly from: string;
  readonly to: string;
  /** Whether the node had said that it would stop. */
  readonly announced: boolean;
  readonly index: number;
}

/** Leaves that are looked at, at most: the newest of the log. */
const MOST_LEAVES = 500_000;
/** Those that are looked at in one turn. */
const IN_A_TURN = 1_024;
/** A node gives a sign of life every 10 s. Milliseconds. */
const SILENT_AFTER = 30_000;
/** An intent as young as this may still get its outcome. Milliseconds. */
const UNDER_WAY = 30_000;

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
): Promise<Gaps> {
  const { source } = entries;
  const to = source.size();
  const from = Math.max(0, to - MOST_LEAVES);
  const open = new Map<string, number>();
  const silences: Silence[] = [];
  let alive: { readonly at: string; readonly announced: boolean } | null = null;

  for (const { index, record } of entries.records(from)) {
    if (index % IN_A_TURN === 0) {
      abandoned.throwIfAborted();
      await setImmediate();
    }
    const { at } = record;
    if (record.type === 'intent') {
      if (period.from <= at && at < period.to) open.set(record.txn, index);
    } else if ('txn' in record && record.txn !== undefined && record.type !== 'write') open.delete(record.txn);
    if (!isSignOfLife(record)) continue;
    if (
      alive !== null &&
      Date.parse(at) - Date.parse(alive.at) > SILENT_AFTER &&
      alive.at < period.to &&
      at >= period.from
    )
      silences.push({ from: alive.at, to: at, announced: alive.announced, index });
    alive = { at, announced: record.type === 'node_stop' };
  }
  const intents = [...open.values()]
    .map((index) => entries.intent(index))
    .filter((entry) => entry !== null)
    .filter((entry) => isOf(entry, line) && now - Date.parse(entry.record.at) > UNDER_WAY);
  return { intents: intents.toReversed(), silences: line === null ? silences.toReversed() : [], from, to };
}

const isSignOfLife = ({ type }: LogRecord): boolean =>
  type === 'heartbeat' || type === 'node_start' || type === 'node_stop';
