import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { createDictionary, readRecord } from '@agency-graph/ledger/records';
import { join } from 'node:path';

/** Means over a log: bytes, and distinct rows that are named. */
export interface LogFigures {
  readonly intent: number;
  /** With its parts. */
  readonly outcome: number;
  readonly rows: number;
  readonly outcomes: number;
  /** The record of them all that is longest for the rows it names: an outcome, or a part of one. */
  readonly longest: { readonly bytes: number; readonly rows: number };
}

/** What the records of a gateway's log are like; `most` is what a record of so many rows may have. */
export function logFigures(directory: string, most: (rows: number) => number): LogFigures {
  let [intents, intentBytes, outcomes, outcomeBytes, rows] = [0, 0, 0, 0, 0];
  let longest = { bytes: 0, rows: 0 };
  let together = new Set<string>();
  const dictionary = createDictionary();
  for (const { index, bytes } of openLogDirectory(join(directory, 'audit')).iterate()) {
    const read = readRecord(bytes);
    if (read.kind === 'misfit') throw new Error(read.says);
    const { record } = read;
    dictionary.learn(index, record);
    if (record.type === 'intent') {
      intents += 1;
      intentBytes += bytes.length;
    } else if (record.type === 'outcome' || record.type === 'outcome_part') {
      outcomeBytes += bytes.length;
      const own = new Set(
        record.access.flatMap(({ fieldset, records }) =>
          records.map((id) => `${dictionary.fieldset(fieldset)!.type} ${id}`),
        ),
      );
      if (bytes.length - most(own.size) > longest.bytes - most(longest.rows))
        longest = { bytes: bytes.length, rows: own.size };
      for (const row of own) together.add(row);
      if (record.type === 'outcome_part') continue;
      outcomes += 1;
      rows += together.size;
      together = new Set();
    }
  }
  return { intent: intentBytes / intents, outcome: outcomeBytes / outcomes, rows: rows / outcomes, outcomes, longest };
}
