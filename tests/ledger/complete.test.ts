import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  formatVerifierKey,
  makeEvidence,
  parseTokens,
  parseTrust,
  verdictAsText,
  verifyEvidence,
  verifyLog,
  type CanonicalObject,
  type Verdict,
  type Verified,
} from '@agency-graph/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EPOCH_KEYS, logOf, ORIGIN, partsOf, SUBJECTS } from './log-under-test.js';
import { publishLog } from './published-log.js';
import { startPythonVerifier, type PythonVerifier } from './python-verifier.js';

const TRUST = formatVerifierKey(EPOCH_KEYS[0].key);
/** Month tokens of one account, and of another. */
const ACCOUNT = { march: 'AccountInMarchAAAAAAAA', april: 'AccountInAprilAAAAAAAA', other: 'AnotherInMarchAAAAAAAA' };
const MARCH = `2026-03 ${ACCOUNT.march}\n`;
const APRIL = `2026-04 ${ACCOUNT.april}\n`;

const record = (type: string, says: CanonicalObject, month = '03'): CanonicalObject => ({
  at: `2026-${month}-15T02:00:00.000000Z`,
  type,
  ...says,
});
const context = (account: string, month?: string) => record('define', { context: { account, endUser: null } }, month);
const token = (of: number, month?: string) => record('define', { token: { context: of, id: 't' } }, month);
const outcome = (says: CanonicalObject, month?: string) => record('outcome', { access: [], ...says }, month);

/** What a node records of two accounts, in two months: a definition once, and whatever is asked under it. */
const RECORDS = [
  context(ACCOUNT.march),
  token(0),
  context(ACCOUNT.other),
  outcome({ context: 1 }),
  outcome({ context: 2 }),
  record('intent', { context: 0 }),
  record('heartbeat', { size: 6 }),
  outcome({ context: 1 }),
  outcome({ access: [{ records: [SUBJECTS[0]] }], context: 2 }),
  context(ACCOUNT.april, '04'),
  outcome({ context: 9 }, '04'),
  outcome({ context: 9 }, '04'),
];

let python: PythonVerifier;
let folder: string;
beforeAll(() => {
  python = startPythonVerifier();
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-complete-'));
});
afterAll(() => {
  python.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The verdict of both verifiers on evidence of these leaves, and the same of a log of these records where all are shown. */
async function verdictOn(records: readonly CanonicalObject[], tokens: string, shown = [...records.keys()]) {
  const log = logOf(records);
  const checkpoint = log.checkpoint(records.length, EPOCH_KEYS[0]);
  const leaves = shown.map((index) => ({ index, record: records[index]! }));
  const epochs = { certificates: [], handovers: [] };
  const parts = { ...epochs, origin: ORIGIN, checkpoints: [checkpoint], node: log.node, leaves, disclosures: [] };
  const file = makeEvidence(partsOf(parts));
  const { verdict } = verifyEvidence(file, parseTrust(TRUST, undefined), parseTokens(tokens));
  expect(await python.verify(file, TRUST, undefined, tokens)).toEqual(verdict);
  if (shown.length === records.length) {
    const path = mkdtempSync(join(folder, 'log-'));
    publishLog(path, log, { checkpoint, epochs, segments: [0], room: 0 });
    const whole = verifyLog(path, parseTrust(TRUST, undefined), { tokens: parseTokens(tokens) });
    const { complete, notChecked } = whole.verdict;
    expectReadable(whole, records);
    expect({ complete, notChecked }).toEqual({ complete: verdict.complete, notChecked: verdict.notChecked });
  }
  return verdict;
}

/** Whom the records that were found refer to is among them, and of other definitions none. */
function expectReadable({ leaves, verdict }: Verified, records: readonly CanonicalObject[]): void {
  const shown = leaves.map(({ index }) => index);
  const referred = shown.flatMap((index) =>
    [...JSON.stringify(records[index]).matchAll(/"(?:context|fieldset|operation)":(\d+)/g)].map(([, at]) => Number(at)),
  );
  const isDefined = (index: number): boolean => records[index]?.['type'] === 'define';
  expect(shown).toEqual(expect.arrayContaining(referred.filter(isDefined)));
  expect([...referred, ...(verdict.complete?.records ?? shown)]).toEqual(
    expect.arrayContaining(shown.filter(isDefined)),
  );
}

const cannotTell = (verdict: Verdict): void => {
  expect(verdict.verdict).toBe('NOT-CHECKED');
  expect(verdict.notChecked).toContain('COMPLETENESS');
  expect(verdict.complete).toBeUndefined();
};

describe('an account stands in the context that its records refer to', () => {
  test('these records name it, directly or by the token that it brought, and no others', async () => {
    const verdict = await verdictOn(RECORDS, MARCH + APRIL);
    expect(verdict.complete).toEqual({
      from: 0,
      to: 11,
      months: ['2026-03', '2026-04'],
      records: [0, 1, 3, 5, 7, 9, 10, 11],
    });
  });

  test('one whose own token stands in a record is named by that record alone', async () => {
    const verdict = await verdictOn(RECORDS, `2026-03 ${SUBJECTS[0]}`);
    expect(verdict.complete).toMatchObject({ from: 0, to: 8, records: [8] });
  });

  test('definitions may stand apart in evidence, before the records that it is about', async () => {
    const { complete } = await verdictOn(RECORDS, MARCH, [0, 1, 2, 5, 6, 7, 8]);
    expect(complete).toEqual({ from: 5, to: 8, months: ['2026-03'], records: [5, 7] });
    cannotTell(await verdictOn(RECORDS, MARCH, [0, 1, 2, 3, 5, 6, 7, 8]));
  });

  test('nothing is claimed where a context, or the one that a token was brought in, is not shown', async () => {
    cannotTell(await verdictOn(RECORDS, MARCH, [5, 6, 7, 8]));
    cannotTell(await verdictOn(RECORDS, MARCH, [1, 2, 7, 8]));
    cannotTell(await verdictOn(RECORDS, MARCH, [0, 1, 3, 4]));
  });

  test.each<[string, CanonicalObject]>([
    ['of a record behind it', outcome({ context: 13 })],
    ['of a record that is no definition', outcome({ context: 3 })],
    ['of no record at all', outcome({ context: -1 })],
    ['of another month’s definition, whose token is not known', outcome({ context: 9 })],
  ])('nor where it refers to the index %s', async (_, last) => {
    cannotTell(await verdictOn([...RECORDS, last, context(ACCOUNT.other)], MARCH));
  });
});

describe('what became of fields is said by the field set that a record refers to', () => {
  const fieldset = (month?: string) => record('define', { fieldset: { type: 'Member', grants: [] } }, month);
  const row = (of: number, ...records: readonly string[]) => ({ fieldset: of, n: 1, records });
  const part = (of: number, at: number) => record('outcome_part', { access: [row(at)], outcome: of });
  /** A field set of the month before, a request in parts, and one of somebody else under a field set of its own. */
  const WITH_FIELDS = [
    context(ACCOUNT.march),
    context(ACCOUNT.other),
    fieldset('02'),
    fieldset(),
    part(6, 2),
    part(6, 3),
    outcome({ access: [row(2, SUBJECTS[0])], context: 0 }),
    fieldset(),
    outcome({ access: [row(7)], context: 1 }),
  ];

  test('these and no others, where it is shown of all that is found, apart too', async () => {
    const all = await verdictOn(WITH_FIELDS, MARCH);
    expect(all.complete).toEqual({ from: 0, to: 8, months: ['2026-03'], records: [0, 6] });
    const later = [...WITH_FIELDS, outcome({ access: [row(2)], context: 0 })];
    expect((await verdictOn(later, MARCH, [0, 2, 9])).complete).toMatchObject({ from: 9, to: 9, records: [9] });
  });

  test('nothing is claimed where that of a found record or of a part of it is not', async () => {
    const late = [...WITH_FIELDS, part(10, 3), outcome({ access: [row(2)], context: 0 })];
    expect((await verdictOn(late, MARCH, [0, 2, 3, 9, 10])).complete).toMatchObject({ records: [10] });
    cannotTell(await verdictOn(late, MARCH, [0, 3, 9, 10]));
    cannotTell(await verdictOn(late, MARCH, [0, 2, 9, 10]));
  });

  test('that of records which are not about the subject need not be', async () => {
    const late = [...WITH_FIELDS, outcome({ access: [row(7)], context: 1 }), outcome({ access: [], context: 0 })];
    expect((await verdictOn(late, MARCH, [0, 1, 9, 10])).complete).toMatchObject({ records: [10] });
  });

  test.each([
    ['of a record that is no field set', 0],
    ['of no record at all', -1],
  ])('nor where a found record refers to the index %s', async (_, at) => {
    cannotTell(await verdictOn([...WITH_FIELDS, outcome({ access: [row(at)], context: 0 })], MARCH));
  });
});

describe('a token is of one month', () => {
  test('nothing is claimed of leaves of other months', async () => {
    const march = await verdictOn(RECORDS, MARCH);
    expect(march.complete).toEqual({ from: 0, to: 8, months: ['2026-03'], records: [0, 1, 3, 5, 7] });
    expect(verdictAsText(march)).toContain(
      'These 5 records and no others of 2026-03 between leaf 0 and leaf 8 name the subject by the tokens given.',
    );
    const april = await verdictOn(RECORDS, APRIL);
    expect(april.complete).toEqual({ from: 9, to: 11, months: ['2026-04'], records: [9, 10, 11] });
  });

  test('where no leaf is of its month, or it does not say which, nothing is claimed', async () => {
    cannotTell(await verdictOn(RECORDS, `2026-05 ${ACCOUNT.march}`));
    cannotTell(await verdictOn(RECORDS, ACCOUNT.march));
    cannotTell(
      await verdictOn(
        RECORDS.map((one) => ({ ...one, at: 3 })),
        MARCH,
      ),
    );
  });
});
