import { finishFrame, SEGMENT_BYTES } from '@agency-graph/ledger';
import { join } from 'node:path';
import { Batch } from '../audit/batch.js';
import { goOnAfterBreak, type Short } from '../audit/break.js';
import { openEpochKey } from '../audit/checkpoint-keys.js';
import { changeFile, makeDirectory, writeAll } from '../audit/files.js';
import { takeLocks } from '../audit/lock.js';
import { namesAt } from '../audit/names.js';
import { readCheckpoint } from '../audit/last-checkpoint.js';
import { foldersOf } from '../audit/log-parts.js';
import { openSubjectTable, ROW_BYTES } from '../audit/subject-table.js';
import { createSubjects, type NewRows } from '../audit/subjects.js';
import { createUtcClock } from '../audit/utc.js';
import { readSecrets, type AuditPlaces } from './audit.js';

/** Who answers for a log that goes on without what it lacks: two accounts, and the ground. */
export interface BreakGround {
  readonly requestedBy: string;
  readonly approvedBy: string;
  readonly ground: string;
}

/** Makes a log whole that ends before its last checkpoint, and records who answers for that. Nobody else may write it meanwhile. */
export function breakLog(places: AuditPlaces, { requestedBy, approvedBy, ground }: BreakGround): Short {
  const { directory, keys, origin, segmentBytes = SEGMENT_BYTES } = places;
  makeDirectory(directory);
  makeDirectory(keys);
  const unlock = takeLocks(join(directory, 'log'), keys);
  const path = join(directory, 'subjects');
  const table = openSubjectTable(path);
  try {
    const subjects = createSubjects(table, readSecrets(keys));
    const folders = foldersOf(directory, keys);
    const hasSigned = readCheckpoint({ ...folders, origin }) !== null;
    const { epoch } = openEpochKey(keys, folders.published, origin, Date.now(), hasSigned);
    const parts = { ...folders, origin, epoch, segmentBytes, aside: join(directory, 'broken') };
    return goOnAfterBreak(parts, (short) => {
      const batch = new Batch(short.published, createUtcClock().now());
      const { account } = namesAt(subjects, batch.at);
      const eyes = { requestedBy: account(requestedBy), approvedBy: account(approvedBy) };
      batch.add('log_break', { ...short, ...eyes, ground });
      writeRows(path, subjects.takeNew());
      return finishFrame(Buffer.from(batch.finish(null).frames), true);
    });
  } finally {
    table.close();
    unlock();
  }
}

/** The keys of those who are named are on the disk before the record is. */
function writeRows(path: string, rows: NewRows | null): void {
  if (rows === null) return;
  changeFile(path, (file) => writeAll(file, rows.bytes, rows.first * ROW_BYTES));
}
