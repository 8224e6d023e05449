import {
  accessOf,
  contextOf,
  readRecord,
  type Access,
  type Context,
  type FieldSet,
  type Identifier,
  type LogRecord,
  type OperationText,
} from '@agency-graph/ledger/records';
import { RecentlyUsed } from '../recently-used.js';
import type { Leaf, LogSource } from './log-source.js';

/** A leaf as an auditor reads it: the record with what it refers to looked up, and where it stands. */
export interface Entry {
  readonly origin: string;
  readonly index: number;
  /** base64 of the leaf hash, as receipts have it. */
  readonly leaf: string;
  readonly record: LogRecord;
  readonly context: Context | null;
  readonly operation: OperationText | null;
  /** Of an outcome: its own rows and those of its parts, in order. */
  readonly access: readonly Access[];
  /** Of an outcome: what its arguments named, those in its parts too. */
  readonly identifiers: readonly Identifier[];
}

/** Reads entries of one log; what records refer to is read from the log too, and remembered. */
export interface Entries {
  readonly source: LogSource;
  /** The entry at an index, or null where there is no record that an auditor asks for by itself. */
  at(index: number): Entry | null;
  /** Entries of leaves from one to another, newest first: read in one piece. */
  between(from: number, to: number): readonly Entry[];
  /** The entry that a record is, which was read already. */
  of(leaf: Leaf, record: LogRecord): Entry | null;
  /** Remembers a definition that was met on the way through the log, so that none need look for it. */
  learn(index: number, record: LogRecord<'define'>): void;
  /** An intent as an entry, for when its outcome is missing. */
  intent(index: number): Entry | null;
  /** Indexes of what a record stands on: its parts, and the definitions that these and it refer to. */
  references(index: number): readonly number[];
  /** Records from an index on, in order. */
  records(from: number): Iterable<{ readonly index: number; readonly record: LogRecord }>;
}

/** Definitions remembered; each is at most a record long. */
const MOST_KEPT = 20_000;

export function createEntries(source: LogSource): Entries {
  const definitions = new RecentlyUsed<LogRecord<'define'> | null, number>(MOST_KEPT);

  const definition = (index: number): LogRecord<'define'> | null => {
    const known = definitions.get(index);
    if (known !== undefined) return known;
    const record = recordAt(source, index);
    const found = record?.type === 'define' ? record : null;
    definitions.set(index, found);
    return found;
  };
  const fieldset = (index: number): FieldSet | null => definition(index)?.fieldset ?? null;

  /** The definitions of a context: its own, and that of the token that was brought in it. */
  const broughtIn = (index: number): readonly number[] => {
    const token = definition(index)?.token;
    return token === undefined ? [index] : [index, token.context];
  };

  /** The parts of an outcome: they stand just before it, in one piece. */
  const parts = (index: number, { parts: n = 0 }: LogRecord<'outcome'>): LogRecord<'outcome_part'>[] =>
    Array.from({ length: n }, (_, part) => recordAt(source, index - n + part)).filter(
      (part) => part?.type === 'outcome_part' && part.outcome === index,
    ) as LogRecord<'outcome_part'>[];

  const entryOf = (leaf: Leaf, record: LogRecord): Entry => {
    const context = 'context' in record && typeof record.context === 'number' ? record.context : null;
    const operation = 'operation' in record && typeof record.operation === 'number' ? record.operation : null;
    const outcome = record.type === 'outcome' ? [...parts(leaf.index, record), record] : [];
    return {
      origin: source.origin,
      index: leaf.index,
      leaf: Buffer.from(leaf.leaf).toString('base64'),
      record,
      context: context === null ? null : contextOf(definition(context), definition),
      operation: operation === null ? null : (definition(operation)?.operation ?? null),
      access: accessOf(
        outcome.flatMap(({ access }) => access),
        { fieldset },
      ),
      identifiers: [...outcome, ...(record.type === 'write' ? [record] : [])].flatMap(
        ({ identifiers = [] }) => identifiers,
      ),
    };
  };

  const of = (leaf: Leaf, record: LogRecord): Entry | null =>
    NOT_ASKED_FOR.has(record.type) ? null : entryOf(leaf, record);

  const read = (index: number, make: typeof of): Entry | null => {
    const leaf = source.leaf(index);
    const found = leaf === null ? null : readRecord(leaf.bytes);
    return leaf === null || found?.kind !== 'record' ? null : make(leaf, found.record);
  };

  return {
    source,
    learn: (index, record) => definitions.set(index, record),
    of,
    at: (index) => read(index, of),
    between(from, to) {
      const found: Entry[] = [];
      for (const leaf of source.leaves(from)) {
        if (leaf.index >= to) break;
        const one = readRecord(leaf.bytes);
        const entry = one.kind === 'record' ? of(leaf, one.record) : null;
        if (entry !== null) found.push(entry);
      }
      return found.toReversed();
    },
    intent: (index) => read(index, entryOf),
    references(index) {
      const record = recordAt(source, index);
      if (record === null) return [];
      const n = record.type === 'outcome' ? (record.parts ?? 0) : 0;
      const partIndexes = Array.from({ length: n }, (_, part) => index - n + part);
      const rows = [index, ...partIndexes].map((one) => recordAt(source, one));
      const defined = rows.flatMap((one) => [
        ...(one !== null && 'context' in one && typeof one.context === 'number' ? broughtIn(one.context) : []),
        ...(one !== null && 'operation' in one && typeof one.operation === 'number' ? [one.operation] : []),
        ...(one?.type === 'outcome' || one?.type === 'outcome_part' ? one.access.map(({ fieldset: at }) => at) : []),
      ]);
      return [...new Set([...partIndexes, ...defined])];
    },
    *records(from) {
      for (const leaf of source.leaves(from)) {
        const found = readRecord(leaf.bytes);
        if (found.kind === 'record') yield { index: leaf.index, record: found.record };
      }
    },
  };
}

function recordAt(source: LogSource, index: number): LogRecord | null {
  const leaf = source.leaf(index);
  const read = leaf === null ? null : readRecord(leaf.bytes);
  return read?.kind === 'record' ? read.record : null;
}

/** Found through the records that refer to them, or of no interest to a question. */
const NOT_ASKED_FOR: ReadonlySet<string> = new Set(['define', 'outcome_part', 'heartbeat', 'intent']);
