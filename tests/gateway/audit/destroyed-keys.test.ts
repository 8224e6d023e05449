import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROW_BYTES } from '../../../gateway/src/audit/subject-table.js';
import type { AuditWriter } from '../../../gateway/src/audit/writer.js';
import { openWriter } from '../../../gateway/src/start/audit.js';

const root = mkdtempSync(join(tmpdir(), 'destroyed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NOW = '2026-03-15T02:00:00.000000Z';
const BODY = { requestedBy: 'A'.repeat(22), approvedBy: 'B'.repeat(22), ground: 'Decree 13/2023', refused: 0 };

const open = async (log: string): Promise<AuditWriter> =>
  (
    await openWriter({
      directory: join(root, log),
      keys: join(root, `${log}-keys`),
      origin: log,
      segmentBytes: 1 << 20,
    })
  ).writer;
const finds = (writer: AuditWriter, id: string): boolean => writer.known({ of: 'account', id }, NOW) !== null;
const name = (writer: AuditWriter, ids: readonly string[]): Promise<unknown> => {
  for (const id of ids) writer.account(id);
  // Keys go to the disk with the next record.
  return writer.event('alarm', { kind: 'test', n: 1 });
};
const shred = (writer: AuditWriter, id: string): Promise<unknown> => writer.shred([{ of: 'account', id }], [], BODY);

test('who was erased stays erased when the key file comes back from a copy, and nobody else with them', async () => {
  const keyFile = join(root, 'copied/subjects');
  let writer = await open('copied');
  await name(writer, ['A-1', 'A-2', 'A-3']);
  cpSync(keyFile, join(root, 'copy'));
  await shred(writer, 'A-2');
  await name(writer, ['A-2']);
  await shred(writer, 'A-3');
  await writer.close();

  cpSync(join(root, 'copy'), keyFile);
  writer = await open('copied');
  expect(['A-1', 'A-2', 'A-3'].map((id) => finds(writer, id))).toEqual([true, false, false]);
  const rows = readFileSync(keyFile);
  const isDestroyed = (row: number): boolean =>
    rows.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES).every((byte) => byte === 0);
  expect([0, 1, 2].map(isDestroyed)).toEqual([false, true, true]);
  // Its rows have the numbers of those that the copy did not have.
  await name(writer, ['A-4', 'A-5']);
  await writer.close();
  writer = await open('copied');
  expect(['A-1', 'A-4', 'A-5'].map((id) => finds(writer, id))).toEqual([true, true, true]);
  await writer.close();
});

test('what a crash tore off the notes of destroyed keys is passed over', async () => {
  const writer = await open('torn');
  await name(writer, ['A-1', 'A-2']);
  cpSync(join(root, 'torn/subjects'), join(root, 'copy-2'));
  await shred(writer, 'A-1');
  await shred(writer, 'A-2');
  await writer.close();
  const notes = join(root, 'torn-keys/destroyed');
  truncateSync(notes, readFileSync(notes).length - 1);
  cpSync(join(root, 'copy-2'), join(root, 'torn/subjects'));
  const again = await open('torn');
  expect(['A-1', 'A-2'].map((id) => finds(again, id))).toEqual([false, true]);
  await shred(again, 'A-2');
  expect(finds(again, 'A-2')).toBe(false);
  await again.close();
  expect(readFileSync(notes).length % 40).toBe(0);
});
