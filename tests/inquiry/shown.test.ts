import { recordMisfit } from '@agency-graph/ledger/records';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { shown } from '../../gateway/src/inquiry/shown.js';
import { contextOf, REQUEST, searchIn, token } from './support/small-log.js';

const EVER = { from: '1970-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' };
const [BY, OTHER] = [token('requester'), token('approver')];
const EYES = { requestedBy: BY, approvedBy: OTHER, ground: 'Decision 7' };
const BUNDLE = createHash('sha256').update('evidence').digest();
const EXPORT = { context: 0, question: token('').padEnd(43, 'A'), records: 47, bundle: BUNDLE.toString('base64url') };
const OPENED = [
  { origin: 'node-1', index: 4, paths: ['case', 'client'] },
  { origin: 'node-1', index: 12, paths: ['arguments'] },
];

/** What an auditor reads of a record, in words. */
async function saidOf(record: object): Promise<string | null> {
  const asked = { question: { kind: 'everything' }, period: EVER, after: null, first: 1, line: null } as const;
  const { entries } = await searchIn([contextOf('A-P12', 'UBKTTW'), record]).find(asked);
  expect(entries.map((entry) => recordMisfit({ ...entry.record }))).toEqual([null]);
  return (await shown(entries[0]!, () => Promise.resolve(null))).says;
}

test.each([
  ['policy_change', { from: 'p1', to: 'p2' }, 'from p1 to p2'],
  ['schema_change', { from: null, to: 's1' }, 'now s1'],
  ['agreement_change', { agreement: 'AGR-01', version: 2, change: 'suspended' }, 'AGR-01 version 2 suspended'],
  ['audit_config_change', { setting: 'witnesses', from: 'none', to: 'abc' }, 'witnesses: from none to abc'],
  ['key_rotation', { key: 'checkpoint', epoch: 3, from: 'k2', to: 'k3' }, 'checkpoint, epoch 3: from k2 to k3'],
  ['clock_step', { microseconds: -2_000_000 }, 'by -2000000 microseconds'],
  [
    'node_start',
    { origin: 'node-1', version: '1', runtime: 'v26', size: 9 },
    'node-1 version 1 on v26, after 9 records',
  ],
  ['node_stop', { size: 12 }, 'after 12 records'],
  [
    'log_break',
    { ...EYES, found: 5, published: 9 },
    `5 records found of 9 published, asked for by ${BY}, approved by ${OTHER}: Decision 7`,
  ],
  [
    'legal_hold',
    { ...EYES, hold: 'LH-1', change: 'set', keys: 1 },
    `LH-1 set, asked for by ${BY}, approved by ${OTHER}: Decision 7`,
  ],
  [
    'shred',
    { ...EYES, keys: 2, refused: 1 },
    `2 keys destroyed, 1 subjects kept, asked for by ${BY}, approved by ${OTHER}: Decision 7`,
  ],
  [
    'four_eyes',
    {
      action: 'break_glass',
      step: 'approved',
      by: OTHER,
      about: 'BG-1',
      incident: 'I-7',
      of: 'Member',
      n: 2,
      minutes: 30,
    },
    `break_glass approved BG-1 Member (2) for I-7 30 minutes by ${OTHER}`,
  ],
  [
    'four_eyes',
    { action: 'audit_inquiry', step: 'refused', by: OTHER, because: 'SELF' },
    `audit_inquiry refused SELF by ${OTHER}`,
  ],
  [
    'four_eyes',
    { action: 'audit_opening', step: 'requested', by: BY, about: 'AO-1', opens: { origin: 'node-1', index: 12 } },
    `audit_opening requested AO-1 record 12 of node-1 by ${BY}`,
  ],
  [
    'audit_read',
    { context: 0, question: EXPORT.question, kind: 'opened', results: 3, opened: OPENED },
    'opened: 3 shown, case client of record 4 of node-1, arguments of record 12 of node-1',
  ],
  [
    'audit_export',
    { ...EXPORT, opened: OPENED.slice(1) },
    `47 records, SHA-256 ${BUNDLE.toString('hex')}, arguments of record 12 of node-1`,
  ],
  ['audit_export', EXPORT, `47 records, SHA-256 ${BUNDLE.toString('hex')}`],
])('an auditor is told of a %s what it was: %o', async (type, body, says) => {
  expect(await saidOf({ type, ...body })).toBe(says);
});

test('a request that was turned away when agencies had answered is a denial with its code, also where nothing was found', async () => {
  const asked = { question: { kind: 'denials' }, period: EVER, after: null, first: 9, line: null } as const;
  const outcome = { type: 'outcome', ...REQUEST, access: [] };
  const log = [contextOf('A-P12', 'UBKTTW'), outcome, { ...outcome, code: 'DIRECTORY_UNAVAILABLE' }];
  const { entries } = await searchIn(log).find(asked);
  const told = await Promise.all(entries.map((entry) => shown(entry, () => Promise.resolve(null))));
  expect(told.map(({ leaf, code }) => [leaf.index, code])).toEqual([[2, 'DIRECTORY_UNAVAILABLE']]);
});
