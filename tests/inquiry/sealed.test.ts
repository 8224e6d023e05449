import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDesk, type DeskParts } from '@agency-graph/gateway/inquiry';
import { afterAll, describe, expect, test } from 'vitest';
import { seal, unseal } from '../../gateway/src/audit/seal.js';
import { openSubjectTable } from '../../gateway/src/audit/subject-table.js';
import { createSubjects } from '../../gateway/src/audit/subjects.js';
import { detailsOf, type SealedLeaf } from '../../gateway/src/inquiry/sealed.js';
import { Refusal } from '../../gateway/src/refusals.js';

const folder = mkdtempSync(join(tmpdir(), 'agency-graph-sealed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const INDEX = 7;
const subjects = createSubjects(openSubjectTable(join(folder, 'subjects')), {
  master: randomBytes(32),
  lookup: randomBytes(32),
});
const open = (sealed: Uint8Array, index: number) => unseal(Buffer.from(sealed), 'node-1', index, subjects);
const { commitments, frame } = seal(
  { values: { case: 'KN-17', client: '192.0.2.1' }, subjects: [{ of: 'account', id: 'A-1' }] },
  'node-1',
  INDEX,
  subjects,
);
const leaf: SealedLeaf = { index: INDEX, commitments, frame };

describe('what was sealed for a leaf', () => {
  test('is each value that gives the commitment of its path again', () => {
    expect(detailsOf(leaf, open)).toMatchObject([
      { index: INDEX, path: 'case', commitment: commitments['case'], opened: { value: 'KN-17' }, because: null },
      { index: INDEX, path: 'client', opened: { value: '192.0.2.1' }, because: null },
    ]);
  });

  test('is not shown where it is not what the leaf says', () => {
    const { case: ofCase, client } = commitments as { readonly case: string; readonly client: string };
    const swapped = { ...leaf, commitments: { case: client, client: ofCase, arguments: ofCase } };
    const changed = { opened: null, because: 'CHANGED' };
    expect(detailsOf(swapped, open)).toMatchObject([changed, changed, changed]);
    expect(detailsOf({ ...leaf, index: INDEX + 1 }, open)).toMatchObject([changed, changed]);
  });

  test('is said to be lost where nothing stands beside the leaf any more', () => {
    const lost = { opened: null, because: 'LOST' };
    expect(detailsOf({ ...leaf, frame: null }, open)).toMatchObject([lost, lost]);
  });
});

test('nothing that is opened is shown unless the auditors’ log says so before', async () => {
  const recorded: object[] = [];
  let isWritable = true;
  const log = {
    inquiry: { until: () => ({ sealed: () => Promise.resolve([leaf]) }) },
    writer: { open, log: { origin: 'node-1' } },
  };
  const approval = { opens: { origin: 'node-1', index: INDEX, reason: 'r' }, lapsesAt: 0, endsAt: null };
  const parts = {
    logs: { ACCESS: log, AUDITORS: log },
    auditors: {
      inquired: (did: object) =>
        isWritable ? Promise.resolve(recorded.push(did)) : Promise.reject(new Refusal('AUDIT_UNAVAILABLE')),
    },
    approvals: { inForce: () => Promise.resolve({ kind: 'done', approval }) },
    questionKey: createSecretKey(Buffer.alloc(32, 1)),
    wallClock: () => 0,
  };
  const desk = createDesk(
    parts as unknown as DeskParts,
    { caller: { accountId: 'A-auditor', caseReference: 'INS-1' }, line: null } as never,
    {} as never,
    { gone: new AbortController().signal } as never,
  );
  const { details } = await desk.opened('AO-1');
  expect(details.map(({ value }) => value)).toEqual(['"KN-17"', '"192.0.2.1"']);
  expect(recorded).toMatchObject([
    { kind: 'opened', results: 2, opened: [{ origin: 'node-1', index: INDEX, paths: ['case', 'client'] }] },
  ]);
  expect(JSON.stringify(recorded)).not.toMatch(/KN-17|192\.0\.2\.1/);
  isWritable = false;
  await expect(desk.opened('AO-1')).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
});
