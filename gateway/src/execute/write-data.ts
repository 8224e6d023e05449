import type { GraphQLSchema } from 'graphql';
import type { Shape, ShapeEntry } from '../access/shape.js';
import type { Made } from '../made.js';
import { compileWriter, type WriteValue } from './answer-writer.js';
import type { CheckedFacts, CheckedRows } from './check-rows.js';
import { seenAsGiven } from './given.js';
import { introspect } from './introspect.js';
import type { Lost } from './lost.js';
import { Writing, type PlacedError } from './writing.js';

/** `data` of an answer as JSON, and the errors that belong beside it. */
export interface WrittenData {
  /** Encoded where it is written: what waits for its record then holds none of the text's many pieces. */
  readonly data: Buffer;
  readonly errors: readonly PlacedError[];
  /** Refusals on single rows beyond those among the errors. */
  readonly moreRefused: number;
  /** Errors beyond those that are told. */
  readonly moreErrors: number;
}

/** Rows as they are answered: only from here on is it known of each value whether it is given. */
export type WrittenRows = Made<WrittenFacts, 'WrittenRows'>;

export interface WrittenFacts extends CheckedFacts {
  readonly written: WrittenData;
  /** All objects that came, also those that are given to nobody: a change that they tell of was made. */
  readonly came: CheckedFacts['seen'];
  readonly lost: Lost;
}

/** Writers of a shape: which variables its toggles look at, and one writer for each way they can be set. */
interface Writers {
  readonly toggledBy: readonly string[];
  readonly byValues: Map<string, WriteValue>;
}

const MOST_WRITERS = 16;

/** A shape lives as long as the operation is remembered. */
const writersOf = new WeakMap<Shape, Writers>();

/**
 * Writes checked rows as the JSON text of `data`; no object is made in between. What turns out to have no place in the
 * answer, for a value that is none of its type, is not given to anybody: the rows say so for the record.
 */
export function writeData(rows: CheckedRows, introspected: () => GraphQLSchema): WrittenRows {
  const { shape, operation } = rows.intent.plan.permitted;
  const writing = new Writing(rows, (asked) => introspect(asked, operation, introspected()));
  const text = writerFor(shape, operation.values)(rows.data, writing) ?? 'null';
  const { errors, moreRefused, moreErrors, lost } = writing;
  const facts: WrittenFacts = {
    ...rows,
    seen: lost.isEmpty ? rows.seen : seenAsGiven(rows, lost),
    came: rows.seen,
    lost,
    written: { data: Buffer.from(text), errors, moreRefused, moreErrors },
  };
  return facts as WrittenRows;
}

function writerFor(shape: Shape, values: Readonly<Record<string, unknown>>): WriteValue {
  let writers = writersOf.get(shape);
  if (writers === undefined) {
    writers = { toggledBy: [...togglingVariables(shape.entries)], byValues: new Map() };
    writersOf.set(shape, writers);
  }
  const key = writers.toggledBy.map((name) => (values[name] === true ? '1' : '0')).join('');
  let writer = writers.byValues.get(key);
  if (writer === undefined) {
    // attacker-controlled: ten toggles can be set in a thousand ways.
    if (writers.byValues.size >= MOST_WRITERS) writers.byValues.clear();
    writers.byValues.set(key, (writer = compileWriter(shape, values)));
  }
  return writer;
}

function togglingVariables(entries: readonly ShapeEntry[], found = new Set<string>()): ReadonlySet<string> {
  for (const { toggles, field } of entries) {
    for (const { by } of toggles) if (typeof by !== 'boolean') found.add(by.variable);
    if (field.selection !== null) togglingVariables(field.selection.entries, found);
  }
  return found;
}
