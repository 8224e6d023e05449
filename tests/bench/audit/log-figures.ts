import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { readRecord } from '@agency-graph/ledger/records';
import { join } from 'node:path';

/** Means over a log. Bytes, and distinct rows an outcome names. */
export interface LogFigures {
  readonly intent: number;
  /** With its parts. */
  readonly outcome: number;
  readonly rows: number;
  readonly outcomes: number;
}

/** What the records of a gateway's log are like. */
export function logFigures(directory: string): LogFigures {
  let [intents, intentBytes, outcomes, outcomeBytes, rows] = [0, 0, 0, 0, 0];
  let own = new Set<string>();
  for (const { bytes } of openLogDirectory(join(directory, 'audit')).iterate()) {
    const read = readRecord(bytes);
    if (read.kind === 'misfit') throw new Error(read.says);
    const { record } = read;
    if (record.type === 'intent') {
      intents += 1;
      intentBytes += bytes.length;
    } else if (record.type === 'outcome' || record.type === 'outcome_part') {
      outcomeBytes += bytes.length;
      for (const row of record.access) for (const id of row.records) own.add(id);
      if (record.type === 'outcome_part') continue;
      outcomes += 1;
      rows += own.size;
      own = new Set();
    }
  }
  return { intent: intentBytes / intents, outcome: outcomeBytes / outcomes, rows: rows / outcomes, outcomes };
}
