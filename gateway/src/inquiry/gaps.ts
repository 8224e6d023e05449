import type { LogRecord } from '@agency-graph/ledger/records';
import { setImmediate } from 'node:timers/promises';
import type { Entries, Entry } from './entry.js';
import { isOf, type Line, type Period } from './question.js';
import { around, AROUND, firstSince, goesBack, STEP, stretchesOf, timeFrom, type Stretch } from './stretches.js';

/** What the log itself shows to be missing. */
export interface Gaps {
  /** An agency was about to be asked, and no outcome follows: whether anything was disclosed is not known. */
  readonly intents: readonly Entry[];
  /** From one sign of life of the node to the next, when they are too far apart; null where an auditor is not told. */
  readonly silences: readonly Silence[] | null;
  /** The first leaf that was looked at, and the one behind the last: between are those of the period. */
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
  /** Before `from` where the clock was set back meanwhile: how long it was is not known. */
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

/**
 * Intents without outcomes and silences of the node within a period; a line's auditor is told of its own intents alone.
 * `setBack` are the leaves at which time goes back, ascending, so that each stretch between them is looked at;
 * null where they are not known. Others have their turns meanwhile, and it ends once it is `abandoned`.
 */
export async function gapsIn(
  entries: Entries,
  period: Period,
  line: Line,
  now: number,
  setBack: readonly number[] | null,
  abandoned: AbortSignal,
  most = MOST_LEAVES,
): Promise<Gaps> {
  const stretches = stretchesOf(setBack ?? [], entries.source.size());
  const touched = touchedBy(period, entries, stretches);
  const parts = newestOf(touched, most);
  const starts = new Set(stretches.map(({ from }) => from));
  let isInOrder = setBack !== null;
  const open = new Map<string, number>();
  /** Of which it is recorded what was changed, as far as that is known. */
  const written = new Set<string>();
  const silences: Silence[] = [];
  const isMutation = (index: number): boolean => entries.intent(index)?.operation?.kind === 'mutation';
  let alive: Alive | null = null;
  let since: string | null = null;
  const first = parts[0]?.from ?? 0;
  let to = first;

  for (const part of parts) {
    const { end } = part;
    if (end < to) continue;
    const from = Math.max(part.from, to);
    const before = from === 0 ? null : (entries.intent(from - 1)?.record ?? null);
    // Whoever recorded anything lived then.
    if (from > to || to === first) alive = aliveBy(before);
    let last = before?.at ?? null;
    /** By how many microseconds the clock was set back just now. */
    let step = 0;
    for (const { index, record } of entries.records(from)) {
      const { at } = record;
      // A silence that the period ends in lasts until the next sign of life.
      if (index >= end && alive !== null && alive.at >= period.to) break;
      if (index % IN_A_TURN === 0) {
        abandoned.throwIfAborted();
        await setImmediate();
      }
      to = index + 1;
      if (!starts.has(index) && goesBack(last, at)) isInOrder = false;
      last = at;
      // A node that goes on does so by its new clock; of one that starts nobody knows how long it was down.
      if (step !== 0 && record.type !== 'node_start' && alive !== null) alive = { ...alive, at: later(alive.at, step) };
      step = record.type === 'clock_step' ? Math.min(0, record.microseconds) : 0;
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
      if (alive !== null && isSilence(alive.at, at, period))
        silences.push({ from: alive.at, to: at, announced: alive.announced, index });
      alive = aliveBy(record);
      if (index >= end) break;
    }
  }
  const intents = [...open.values()]
    .map((index) => entries.intent(index))
    .filter((entry) => entry !== null)
    .filter((entry) => isOf(entry, line) && now - Date.parse(entry.record.at) > UNDER_WAY);
  return {
    intents: intents.toReversed(),
    silences: line === null ? silences.toReversed() : null,
    from: first,
    to,
    since,
    // Halving finds all of a period only where times ascend; what was read needs no finding.
    all: parts === touched && (isInOrder || isAllOf(stretches, parts)),
    size: entries.source.size(),
  };
}

/** What of each stretch is of a period, or around it. */
function touchedBy(period: Period, entries: Entries, stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.flatMap((stretch, at) => {
    const { from, end } = around(period, entries, stretch);
    const next = stretches[at + 1];
    if (next === undefined || end < stretch.end) return { from, end };
    if (from === stretch.end) return [];
    // What was begun before the clock was set back is ended behind it.
    return { from, end: firstSince(entries, next, timeFrom(entries, next) + AROUND) };
  });
}

/** The newest of these leaves, of which there may be more than can be looked at. */
function newestOf(parts: readonly Stretch[], most: number): readonly Stretch[] {
  let left = most;
  const kept = parts.toReversed().map(({ from, end }) => {
    const start = Math.max(from, end - left);
    left -= end - start;
    return { from: start, end };
  });
  const newest = kept.toReversed();
  const isWhole = newest.every(({ from }, at) => from === parts[at]!.from);
  return isWhole ? parts : newest.filter(({ from, end }, at) => from < end || from === parts[at]!.from);
}

/** Whether nothing of the stretches was passed over. */
const isAllOf = (stretches: readonly Stretch[], parts: readonly Stretch[]): boolean =>
  stretches.every((stretch) => parts.some(({ from, end }) => from <= stretch.from && stretch.end <= end));

/** Whether a node was silent within a period, from one sign of life to the next. */
function isSilence(from: string, to: string, period: Period): boolean {
  const silent = Date.parse(to) - Date.parse(from);
  if (silent > SILENT_AFTER) return from < period.to && to >= period.from;
  return silent < -STEP && [from, to].some((at) => period.from <= at && at < period.to);
}

/** A record's time so many microseconds later. */
const later = (at: string, microseconds: number): string =>
  `${new Date(Date.parse(at) + Math.round(microseconds / 1_000)).toISOString().slice(0, 23)}000Z`;

/** When a node lived, and whether it then said that it would stop. */
interface Alive {
  readonly at: string;
  readonly announced: boolean;
}

const aliveBy = (record: LogRecord | null): Alive | null =>
  record && { at: record.at, announced: record.type === 'node_stop' };

const isSignOfLife = ({ type }: LogRecord): boolean =>
  type === 'heartbeat' || type === 'node_start' || type === 'node_stop';
