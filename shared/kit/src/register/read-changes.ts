import { OwnWords } from '../logged-failure.js';
import type { RegisterChanges, RegisterRow } from './register-copy.js';

/** Reads an answer of the register; throws unless it is well-formed and its versions rise from `since`. */
export function readChangesBody(text: string, since: number): RegisterChanges {
  const { version, changes } = JSON.parse(text) as { version: unknown; changes: unknown };
  if (!Number.isSafeInteger(version) || !Array.isArray(changes)) throw new OwnWords('not an answer of the register');
  let last = since;
  for (const row of changes as unknown[]) {
    if (!isRow(row) || row.version <= last || row.version > (version as number)) {
      throw new OwnWords('not a list of register changes in order');
    }
    last = row.version;
  }
  return { version: version as number, changes: changes as RegisterRow[] };
}

function isRow(value: unknown): value is RegisterRow {
  if (typeof value !== 'object' || value === null) return false;
  const { id, path, status, version } = value as Record<string, unknown>;
  return [id, path, status].every((one) => typeof one === 'string' && one !== '') && Number.isSafeInteger(version);
}
