import { Malformed, parseCheckpoint, parseNote, type Checkpoint } from '@agency-graph/ledger';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogDamaged } from './log-damaged.js';
import type { LogParts } from './log-parts.js';

/** The last checkpoint that anybody may have seen. */
export function readCheckpoint({
  published,
  signed,
  signedBefore,
  origin,
}: Pick<LogParts, 'published' | 'signed' | 'signedBefore' | 'origin'>): Checkpoint | null {
  const shown = join(published, 'checkpoint');
  const found = [signed, signedBefore, shown].flatMap((path) => readNote(path, path === shown ? signed : shown) ?? []);
  for (const checkpoint of found) {
    if (checkpoint.origin !== origin) throw new LogDamaged(`the audit log is that of ${checkpoint.origin}`);
  }
  return found.toSorted((a, b) => b.size - a.size)[0] ?? null;
}

function readNote(path: string, other: string): Checkpoint | null {
  try {
    return parseCheckpoint(parseNote(readFileSync(path, 'utf8')).text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (!(error instanceof Malformed)) throw error;
    throw new LogDamaged(
      `${path} is not a signed checkpoint: keep it, and restore it from a copy; after a clean stop ${other} is the same`,
      { cause: error },
    );
  }
}
