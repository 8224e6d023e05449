import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDesk, createEntries, openLogFolder, type DeskParts, type Line } from '@agency-graph/gateway/inquiry';
import { encodeFrame, encodeHeader, HEADER_BYTES, leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import type { InquiryRules } from '@agency-graph/policy';
import { afterAll, describe, expect, test } from 'vitest';
import { seal, unseal } from '../../gateway/src/audit/seal.js';
import { openSubjectTable } from '../../gateway/src/audit/subject-table.js';
import { createSubjects } from '../../gateway/src/audit/subjects.js';
import type { ApprovalStore } from '../../gateway/src/inquiry/approval-store.js';
import {
  createApprovals,
  type Approvals,
  type ApprovalStep,
  type ApprovedOpening,
} from '../../gateway/src/inquiry/approvals.js';
import type { Desk } from '../../gateway/src/inquiry/desk.js';
import { detailsOf, sealedOf, type SealedLeaf, type SealedRecord } from '../../gateway/src/inquiry/sealed.js';
import { Refusal } from '../../gateway/src/refusals.js';
import { CALLER } from '../support/small-graph.js';
import { AT, contextOf, token } from './support/small-log.js';

const folder = mkdtempSync(join(tmpdir(), 'agency-graph-sealed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const INDEX = 7;
const AUDITOR = { ...CALLER, accountId: 'A-auditor', memberId: 'M-auditor', caseReference: 'INS-1' };
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
const RECORD: SealedRecord = { leaf: 'leaf-7', isPublished: true, leaves: [leaf] };

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

test('what was sealed for a leaf is read where it stands, not by way of all the log before it', () => {
  const size = 100;
  const directory = join(folder, 'audit');
  const segment = join(directory, 'wal', `${'0'.repeat(16)}.wal`);
  mkdirSync(join(directory, 'wal'), { recursive: true });
  const record = { ...contextOf('a', 'G007'), sealed: commitments, v: 1, nonce: token(''), at: AT };
  const bytes = Buffer.from(writeRecord(record as unknown as LogRecord));
  const frames = Array.from({ length: size }, (_, index) => [
    encodeFrame(index, { bytes: frame, leaf: leafHash(frame) }, 'sealed', true),
    encodeFrame(index, { bytes, leaf: leafHash(bytes) }, 'leaf', false),
  ]);
  const header = encodeHeader({ origin: 'node-1', first: 0, previous: Buffer.alloc(32), epoch: 0, marked: true });
  writeFileSync(segment, Buffer.concat([header, ...frames.flat()]));
  const source = openLogFolder(directory);
  const entries = createEntries(source);
  expect(sealedOf(source, entries, size, null)).toBeNull();

  const spoilt = readFileSync(segment);
  writeFileSync(segment, spoilt.fill(0, HEADER_BYTES, spoilt.length / 2));
  expect(sealedOf(source, entries, size - 1, null)).toEqual({
    leaf: leafHash(bytes).toString('base64'),
    isPublished: false,
    leaves: [{ index: size - 1, commitments, frame: new Uint8Array(frame) }],
  });
});

/** A desk over a log that has one record, and what it has recorded when it shows anything. */
function deskOf(
  record: SealedRecord,
  approvals: Partial<Approvals>,
  line: Line = null,
): { readonly desk: Desk; readonly recorded: object[]; refuseToRecord(): void } {
  const recorded: object[] = [];
  let isWritable = true;
  const log = {
    inquiry: { until: () => ({ sealed: () => Promise.resolve(record) }) },
    writer: { open, log: { origin: 'node-1' } },
  };
  const parts = {
    logs: { ACCESS: log, AUDITORS: log },
    auditors: {
      inquired: (did: object) =>
        isWritable ? Promise.resolve(recorded.push(did)) : Promise.reject(new Refusal('AUDIT_UNAVAILABLE')),
    },
    approvals,
    questionKey: createSecretKey(Buffer.alloc(32, 1)),
    wallClock: () => 0,
  };
  const desk = createDesk(
    parts as unknown as DeskParts,
    { caller: AUDITOR, line } as never,
    {} as never,
    { gone: new AbortController().signal } as never,
  );
  return { desk, recorded, refuseToRecord: () => (isWritable = false) };
}

/** Of an auditor who may open a record now. */
const approvedFor = (opened: string): Partial<Approvals> => {
  const opens = { origin: 'node-1', index: INDEX, leaf: opened, reason: 'r' };
  const approval = { opens, lapsesAt: 0, endsAt: null } as ApprovedOpening;
  return { inForce: () => Promise.resolve({ kind: 'done', approval }) };
};

test('nothing that is opened is shown unless the auditors’ log says so before', async () => {
  const { desk, recorded, refuseToRecord } = deskOf(RECORD, approvedFor(RECORD.leaf));
  const { details } = await desk.opened('AO-1');
  expect(details.map(({ value }) => value)).toEqual(['"KN-17"', '"192.0.2.1"']);
  expect(recorded).toMatchObject([
    { kind: 'opened', results: 2, opened: [{ origin: 'node-1', index: INDEX, paths: ['case', 'client'] }] },
  ]);
  expect(JSON.stringify(recorded)).not.toMatch(/KN-17|192\.0\.2\.1/);
  refuseToRecord();
  await expect(desk.opened('AO-1')).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
});

test('nothing is opened of a record that got the index of the approved one', async () => {
  const { desk, recorded } = deskOf(RECORD, approvedFor('leaf-7 before the crash'));
  expect(await desk.opened('AO-1')).toMatchObject({ done: false, because: 'NO_RECORD', details: [] });
  expect(await desk.exportOpened('AO-1')).toMatchObject({ done: false, because: 'NO_RECORD', evidence: null });
  expect(recorded).toMatchObject([
    { kind: 'opened', results: 0 },
    { kind: 'exportOpened', results: 0 },
  ]);
});

test('an auditor of one line is told of all that stays shut in one word, which says of nobody that they were erased', async () => {
  const person = { of: 'account', id: 'A-erased' };
  const erased = seal({ values: { case: 'KN-18' }, subjects: [person] }, 'node-1', INDEX, subjects);
  subjects.forget(person);
  const shut: SealedRecord = {
    ...RECORD,
    leaves: [
      { index: INDEX, ...erased },
      { index: INDEX + 1, commitments, frame },
      { index: INDEX, commitments, frame: null },
    ],
  };
  const told = async (line: Line): Promise<Set<string>> => {
    const { details } = await deskOf(shut, approvedFor(RECORD.leaf), line).desk.opened('AO-1');
    return new Set(details.map(({ because, says }) => `${because}: ${says}`));
  };
  expect([...(await told(null))].map((one) => one.split(':')[0])).toEqual(['ERASED', 'CHANGED', 'LOST']);
  const [one, ...others] = await told(new Set(['G007']));
  expect([one, others]).toEqual([expect.stringMatching(/^SHUT: /), []]);
  expect(one).not.toContain('erased');
});

test('nothing may be asked to be opened of a record that no checkpoint covers yet', async () => {
  const steps: ApprovalStep[] = [];
  const approvals = createApprovals({
    store: {} as ApprovalStore,
    rules: () => ({}) as InquiryRules,
    wallClock: () => 0,
    record: (step) => Promise.resolve(steps.push(step)),
  });
  const { desk } = deskOf({ ...RECORD, isPublished: false }, approvals);
  expect(await desk.requestOpening({ origin: 'node-1', index: INDEX, reason: 'r' })).toMatchObject({
    done: false,
    because: 'NOT_PUBLISHED',
    says: expect.stringContaining('ask again in a second') as string,
  });
  expect(steps).toMatchObject([{ step: 'refused', because: 'NOT_PUBLISHED', opens: { index: INDEX } }]);
});
