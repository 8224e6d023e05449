import {
  encodeContainer,
  formatNote,
  formatVerifierKey,
  leafHash,
  makeContainer,
  makeEvidence,
  Malformed,
  nodeHash,
  parseTokens,
  parseTrust,
  rangeHash,
  redactEvidence,
  shippedFiles,
  signCheckpoint,
  verifierKey,
  verifyEvidence,
  type EvidenceParts,
  type ReadNode,
  type Verdict,
} from '@agency-graph/ledger';
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signerOf } from './keys.js';
import {
  certificate,
  disclosureOf,
  EPOCH_KEYS,
  handover,
  HANDOVERS,
  log,
  LOG_SIZE,
  logOf,
  ORIGIN,
  partsOf,
  POLICY,
  recordAt,
  ROOT,
  shown,
  START,
  SUBJECTS,
  TRUST,
  withheld,
  WITNESSES,
} from './log-under-test.js';
import { sealed } from './mutations.js';
import { startPythonVerifier, type PythonVerifier } from './python-verifier.js';

let python: PythonVerifier;
beforeAll(() => void (python = startPythonVerifier()));
afterAll(() => python.close());

/** The verdict of both verifiers, which must be one. */
async function verdictOn(file: Buffer, trust = TRUST, policy?: string, tokens?: string): Promise<Verdict> {
  const { verdict } = verifyEvidence(file, parseTrust(trust, policy), tokens ? parseTokens(tokens) : undefined);
  expect(await python.verify(file, trust, policy, tokens)).toEqual(verdict);
  return verdict;
}

const verdictOf = (change: Partial<EvidenceParts>, trust = TRUST, policy: string | undefined = POLICY) =>
  verdictOn(makeEvidence(partsOf(change)), trust, policy);

describe('verdicts', () => {
  test('VERIFIED: signed by certified keys, seen by both witnesses, everything shown', async () => {
    expect(await verdictOf({})).toEqual({
      verdict: 'VERIFIED',
      origin: ORIGIN,
      records: 5,
      withheld: 0,
      disclosed: 5,
      sealed: 0,
      notChecked: [],
      witnessed: { after: START + 2, before: START + 30, by: ['witness.example/w1', 'witness.example/w2'] },
    });
  });

  test('REDACTED-OK: some leaves by their hash only, some fields sealed', async () => {
    const verdict = await verdictOf({
      leaves: [shown(3), withheld(6), shown(9), shown(12), withheld(27)],
      disclosures: [3, 12].map(disclosureOf),
    });
    expect(verdict).toMatchObject({ verdict: 'REDACTED-OK', records: 3, withheld: 2, disclosed: 2, sealed: 1 });
    expect(verdict.notChecked).toEqual(['WITHHELD', 'SEALED']);
  });

  test('REDACTED-OK: records withheld of evidence that was made, and what was disclosed of them', async () => {
    const shipped = new Map([['README.txt', Buffer.from('what it is')]]);
    const whole = makeContainer(partsOf({}), shipped);
    const redacted = redactEvidence(whole, new Set([27, 6]));
    expect(redacted.withheld).toEqual([6, 27]);
    expect(await verdictOn(redacted.file, TRUST, POLICY)).toMatchObject({
      verdict: 'REDACTED-OK',
      records: 3,
      withheld: 2,
      disclosed: 3,
    });
    const bare = makeEvidence(partsOf({}));
    const again = redactEvidence(bare, new Set([6])).file;
    expect(redactEvidence(again, new Set([27])).file).toEqual(redactEvidence(bare, new Set([6, 27])).file);
    for (const file of [redacted.file, again]) expect(file.toString()).not.toContain(JSON.stringify(recordAt(6)));
    expect(() => redactEvidence(again, new Set([6, 3, 31]))).toThrow('It shows no record 6, 31.');
    expect(() => redactEvidence(Buffer.from('{}\n'), new Set([1]))).toThrow(Malformed);
    expect(() => redactEvidence(Buffer.from('no evidence'), new Set([1]))).toThrow(Malformed);
  });

  describe('REDACTED-OK: of an access that is withheld nothing is left to read', () => {
    const at = '2026-03-15T02:00:00.000000Z';
    const records = [
      { at, type: 'define', context: { account: 'AccountOfTheFirst' } },
      { at, type: 'define', token: { id: 'brought by the first', context: 0 } },
      { at, type: 'define', context: { account: 'AccountOfTheSecond' } },
      { at, type: 'define', operation: { name: 'OfBoth' } },
      { at, type: 'define', fieldset: { agency: 'members' } },
      { at, type: 'define', fieldset: { agency: 'benefits' } },
      { at, type: 'intent', txn: 'T-1', context: 1, operation: 3, agencies: ['members', 'benefits'] },
      { at, type: 'intent', txn: 'T-2', context: 2, operation: 3, agencies: ['members'] },
      { at, type: 'outcome_part', outcome: 11, agency: 'members', access: [{ fieldset: 4, n: 1, records: [] }] },
      { at, type: 'outcome_part', outcome: 11, agency: 'benefits', access: [{ fieldset: 5, n: 1, records: [] }] },
      { at, type: 'write', txn: 'T-1', context: 1, operation: 3, agency: 'benefits' },
      { at, type: 'outcome', txn: 'T-1', context: 1, operation: 3, access: [], parts: 2 },
      { at, type: 'outcome', txn: 'T-2', context: 2, operation: 3, access: [{ fieldset: 4, n: 1, records: [] }] },
      { at, type: 'delivery', outcome: 11, bytes: 9, sent: 3 },
    ];
    const made = logOf(records);
    const evidence = makeEvidence(
      partsOf({
        certificates: [certificate(0)],
        handovers: [handover(made, 0, 0, ROOT)],
        checkpoints: [made.checkpoint(records.length)],
        node: made.node,
        leaves: records.map((record, index) => ({ index, record })),
        disclosures: [],
      }),
    );

    test.each<[string, readonly number[], readonly number[]]>([
      ['an outcome in parts', [11], [0, 1, 5, 6, 8, 9, 10, 11, 13]],
      ['what it was about to do', [6], [0, 1, 5, 6, 8, 9, 10, 11, 13]],
      ['an outcome in one', [12], [2, 7, 12]],
      ['one agency’s part of an access that stays', [9], [5, 9]],
      ['all', [11, 12], records.map((_, index) => index)],
    ])('%s', async (_, withhold, expected) => {
      const { file, withheld: hidden } = redactEvidence(evidence, new Set(withhold));
      expect(hidden).toEqual(expected);
      expect(await verdictOn(file, TRUST, POLICY)).toMatchObject({
        verdict: 'REDACTED-OK',
        records: records.length - expected.length,
        withheld: expected.length,
      });
      for (const index of expected) expect(file.toString()).not.toContain(JSON.stringify(recordOf(index)));
    });

    /** As it stands in the file. */
    const recordOf = (index: number): unknown => JSON.parse(made.entries[index]!.toString());
  });

  test('VERIFIED-UNWITNESSED: no witness is trusted, or too few co-signed', async () => {
    expect(await verdictOn(makeEvidence(partsOf()), TRUST)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
    const alone = [log.checkpoint(15, EPOCH_KEYS[1], [WITNESSES[0]]), log.checkpoint(30, EPOCH_KEYS[2], [])];
    expect(await verdictOf({ checkpoints: alone })).toMatchObject({
      verdict: 'VERIFIED-UNWITNESSED',
      notChecked: ['WITNESSES'],
    });
    const none = await verdictOf({}, TRUST, 'quorum none\n');
    expect(none.verdict).toBe('VERIFIED-UNWITNESSED');
  });

  test('one trusted witness is enough where there is no policy', async () => {
    const trust = `${TRUST}${formatVerifierKey(WITNESSES[1].key)}\n`;
    const verdict = await verdictOn(makeEvidence(partsOf()), trust);
    expect(verdict).toMatchObject({ verdict: 'VERIFIED', witnessed: { by: ['witness.example/w2'] } });
  });

  test('NOT-CHECKED: no key is trusted', async () => {
    const verdict = await verdictOf({}, '');
    expect(verdict).toMatchObject({ verdict: 'NOT-CHECKED', notChecked: ['SIGNATURES'] });
  });

  test('the policy in the evidence is nobody’s to trust', async () => {
    expect(await verdictOn(makeEvidence(partsOf({ policy: 'quorum none\n' })), TRUST, POLICY)).toMatchObject({
      verdict: 'VERIFIED',
    });
    expect(await verdictOn(makeEvidence(partsOf({ policy: '\u202e\u0000' })), TRUST)).toMatchObject({
      verdict: 'VERIFIED-UNWITNESSED',
    });
  });

  test('a log without epochs: its one key is trusted itself', async () => {
    const change = { certificates: [], handovers: [], checkpoints: [log.checkpoint(2), log.checkpoint(30)] };
    const trust = formatVerifierKey(EPOCH_KEYS[0].key);
    expect(await verdictOf(change, trust)).toMatchObject({ verdict: 'VERIFIED' });
    expect(await verdictOf(change, TRUST)).toMatchObject({ reason: 'UNKNOWN_KEY', at: 'checkpoint 1' });
  });

  test('no checkpoint before the records: only that they were there by then', async () => {
    const change = { checkpoints: [9, 15, 30].map((size, at) => log.checkpoint(size, EPOCH_KEYS[at]!)) };
    expect((await verdictOf(change)).witnessed).toEqual({
      before: START + 30,
      by: ['witness.example/w1', 'witness.example/w2'],
    });
  });

  test('the time is the one at which a quorum had seen it', async () => {
    const slow = (size: number, key: number): string => {
      const both = log.checkpoint(size, EPOCH_KEYS[key]!, WITNESSES, START + size);
      const late = log.checkpoint(size, EPOCH_KEYS[key]!, [WITNESSES[1]], START + size + 500);
      return `${both.trimEnd().split('\n').slice(0, -1).join('\n')}\n${late.trimEnd().split('\n').at(-1)}\n`;
    };
    const change = { checkpoints: [slow(2, 0), slow(9, 0), slow(15, 1), slow(30, 2)] };
    expect((await verdictOf(change)).witnessed).toMatchObject({ after: START + 2, before: START + 530 });
  });

  test('no time without the records is said where, by the clocks of witnesses, it is after one with them', async () => {
    const change = (at: number): Partial<EvidenceParts> => ({
      certificates: [certificate(0)],
      handovers: HANDOVERS.slice(0, 1),
      checkpoints: [
        log.checkpoint(2, EPOCH_KEYS[0], [WITNESSES[0]], START + at),
        log.checkpoint(9, EPOCH_KEYS[0], [WITNESSES[1]], START + 9),
      ],
      leaves: [shown(3)],
      disclosures: [disclosureOf(3)],
    });
    const either = POLICY.replace('all', 'any');
    expect(await verdictOf(change(9), TRUST, either)).toMatchObject({
      verdict: 'VERIFIED',
      notChecked: [],
      witnessed: { after: START + 9, before: START + 9, by: ['witness.example/w1', 'witness.example/w2'] },
    });
    const set = await verdictOf(change(10), TRUST, either);
    expect(set).toMatchObject({ verdict: 'VERIFIED', notChecked: ['TIMES'] });
    expect(set.witnessed).toEqual({ before: START + 9, by: ['witness.example/w2'] });
  });

  describe('a witness that answers late contradicts nobody', () => {
    /** A state of the log as each witness saw it, some seconds after the start; undefined where it did not. */
    const seenAt = (size: number, times: readonly (number | undefined)[]): string => {
      const alone = times.flatMap((time, at) =>
        time === undefined ? [] : [log.checkpoint(size, EPOCH_KEYS[0], [WITNESSES[at]!], START + time)],
      );
      return alone.reduce((both, one) => `${both}${one.trimEnd().split('\n').at(-1)}\n`);
    };
    const seen = (without: readonly (number | undefined)[], withIt: readonly (number | undefined)[]) => ({
      certificates: [certificate(0)],
      handovers: HANDOVERS.slice(0, 1),
      checkpoints: [seenAt(2, without), seenAt(9, withIt)],
      leaves: [shown(3)],
      disclosures: [disclosureOf(3)],
    });
    const [either, both] = [POLICY.replace('all', 'any'), POLICY];

    test.each([
      ['it saw less after the other saw more', either, seen([0, 5], [1, undefined]), 0, 1],
      ['and then saw more too', either, seen([0, 5], [1, 6]), 0, 1],
      ['it was as fast as the other', either, seen([0, 1], [1, undefined]), 1, 1],
      ['both are needed, each in its own time', both, seen([0, 5], [1, 6]), 0, 6],
    ])('%s', async (_, policy, change, after, before) => {
      expect(await verdictOf(change, TRUST, policy)).toMatchObject({
        notChecked: [],
        witnessed: { after: START + after, before: START + before },
      });
    });

    test.each([
      ['no quorum saw less before one saw more', either, seen([undefined, 5], [1, undefined]), 1],
      ['nor where each was late', either, seen([4, 5], [1, undefined]), 1],
      ['of those that are needed none saw less in time', both, seen([8, 9], [1, 6]), 6],
      ['by its own clock it saw more before it saw less', either, seen([0, 20], [3, 5]), 3],
    ])('but is told of where %s', async (_, policy, change, before) => {
      const verdict = await verdictOf(change, TRUST, policy);
      expect(verdict.notChecked).toEqual(['TIMES']);
      expect(verdict.witnessed).toMatchObject({ before: START + before });
      expect(verdict.witnessed).not.toHaveProperty('after');
    });
  });
});

describe('attacks', () => {
  const forger = signerOf(ORIGIN, 66);
  const rewritten = logOf(Array.from({ length: LOG_SIZE }, (_, at) => recordAt(at === 12 ? 99 : at)));

  test.each<[string, Partial<EvidenceParts>, Partial<Verdict>]>([
    [
      'a record that was not recorded',
      { leaves: [{ index: 3, record: { ...recordAt(3), what: 'other' } }] },
      { reason: 'NOT_INCLUDED', at: 'record 3' },
    ],
    ['a record at another place', { leaves: [{ index: 4, record: recordAt(3) }] }, { reason: 'NOT_INCLUDED' }],
    [
      'a withheld leaf that is not there',
      { leaves: [{ index: 3, leaf: leafHash(Buffer.of(1)) }], disclosures: [] },
      { reason: 'NOT_INCLUDED' },
    ],
    ['no record at all', { leaves: [], disclosures: [] }, { reason: 'NO_RECORDS' }],
    [
      'another value than was sealed',
      { disclosures: [{ ...disclosureOf(3), value: '18/3' }] },
      { reason: 'WRONG_DISCLOSURE', at: 'disclosure 1' },
    ],
    [
      'a value under another path',
      { disclosures: [{ ...disclosureOf(3), path: 'cas' }] },
      { reason: 'WRONG_DISCLOSURE' },
    ],
    [
      'a path that objects inherit',
      { disclosures: [{ ...disclosureOf(3), path: '__proto__' }] },
      { reason: 'WRONG_DISCLOSURE' },
    ],
    ['a disclosure of a record that is not shown', { disclosures: [disclosureOf(4)] }, { reason: 'WRONG_DISCLOSURE' }],
    ['a value disclosed twice', { disclosures: [disclosureOf(3), disclosureOf(3)] }, { reason: 'WRONG_DISCLOSURE' }],
    [
      'a key that nobody certified',
      { checkpoints: [log.checkpoint(15, EPOCH_KEYS[1]), log.checkpoint(30, forger)] },
      { reason: 'UNKNOWN_KEY', at: 'checkpoint 2' },
    ],
    [
      'a certificate by a stranger',
      { certificates: [certificate(0), certificate(1), certificate(2, signerOf('log.example/node-1/root', 67))] },
      { reason: 'UNKNOWN_KEY', at: 'certificate 3' },
    ],
    [
      'a history written again under the newest key',
      {
        node: rewritten.node,
        checkpoints: [rewritten.checkpoint(30, EPOCH_KEYS[2])],
        leaves: [{ index: 12, record: recordAt(99) }],
        disclosures: [],
      },
      { reason: 'INCONSISTENT' },
    ],
    [
      'the newest key alone, without the handovers that bound it',
      {
        handovers: [],
        node: rewritten.node,
        checkpoints: [rewritten.checkpoint(30, EPOCH_KEYS[2])],
        leaves: [{ index: 12, record: recordAt(99) }],
        disclosures: [],
      },
      { reason: 'OUT_OF_EPOCH', at: 'checkpoint 1' },
    ],
    [
      'a handover by the key that takes over',
      { handovers: [...HANDOVERS.slice(0, 2), handover(log, 2, 20, EPOCH_KEYS[2])] },
      { reason: 'UNKNOWN_KEY', at: 'handover 3' },
    ],
    [
      'the newest key that calls itself the first',
      {
        certificates: [certificate(2)],
        handovers: [handover(log, 2, 0, EPOCH_KEYS[2])],
        node: rewritten.node,
        checkpoints: [rewritten.checkpoint(30, EPOCH_KEYS[2])],
        leaves: [{ index: 12, record: recordAt(99) }],
        disclosures: [],
      },
      { reason: 'UNKNOWN_KEY', at: 'handover 1' },
    ],
    [
      'an old key that goes on signing',
      { checkpoints: [log.checkpoint(15, EPOCH_KEYS[0]), log.checkpoint(30, EPOCH_KEYS[2])] },
      { reason: 'OUT_OF_EPOCH', at: 'checkpoint 1' },
    ],
    [
      'two versions of one size',
      { checkpoints: [rewritten.checkpoint(20, EPOCH_KEYS[1]), log.checkpoint(30, EPOCH_KEYS[2])] },
      { reason: 'FORK', at: 'size 20' },
    ],
    ['another log’s checkpoint', { origin: 'log.example/node-2' }, { reason: 'OTHER_ORIGIN', at: 'certificate 1' }],
    [
      'a bad signature in a trusted name',
      {
        checkpoints: [
          log
            .checkpoint(9, EPOCH_KEYS[0])
            .replace(/(— \S+ \S{30})./, '$1A')
            .replace(/(— \S+ \S{30})A(?=A)/, '$1B'),
          log.checkpoint(30, EPOCH_KEYS[2]),
        ],
      },
      { reason: 'FORGED_SIGNATURE', at: 'checkpoint 1' },
    ],
  ])('%s', async (_, change, expected) => {
    const file = makeEvidence(partsOf(change));
    expect(await verdictOn(file, TRUST, POLICY)).toMatchObject({ verdict: 'FAILED', ...expected });
  });
});

describe('a trusted key under which anybody can sign', () => {
  const ONE = [1, ...Array<number>(31).fill(0)];
  /** 0 = [0]B − [k]A, where A is the neutral point: good under any message. */
  const SIGNATURE = Buffer.from([...ONE, ...Array<number>(32).fill(0)]);

  test.each<[string, readonly number[]]>([
    ['the neutral point', ONE],
    ['the same with a sign that it has not', ONE.with(31, 0x80)],
    ['the same, its y the prime too large', [0xee, ...Array<number>(30).fill(0xff), 0x7f]],
    ['the same with both', [0xee, ...Array<number>(31).fill(0xff)]],
  ])('%s is none', async (_, bytes) => {
    const key = verifierKey(ORIGIN, 1, Buffer.from(bytes));
    const checkpoint = log.checkpoint(LOG_SIZE, { key, sign: () => SIGNATURE });
    const file = makeEvidence(partsOf({ certificates: [], handovers: [], checkpoints: [checkpoint] }));
    const verdict = await verdictOn(file, formatVerifierKey(key));
    expect(verdict).toMatchObject({ reason: 'FORGED_SIGNATURE', at: 'checkpoint 1' });
  });
});

test('a signature that only some libraries take, which its key’s owner alone can make, is none', async () => {
  const { key } = EPOCH_KEYS[0];
  const numberOf = (bytes: Buffer): bigint => BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
  const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
  const scalar = hash('sha512', Buffer.alloc(32, 21), 'buffer').subarray(0, 32);
  scalar[0]! &= 248;
  scalar[31] = (scalar[31]! & 127) | 64;
  /** RFC 8032, § 5.1.6, with 0 in place of what nobody may guess: its R is the neutral point. */
  const sign = (message: Uint8Array): Buffer => {
    const neutral = Buffer.from([1, ...Array<number>(31).fill(0)]);
    const challenge = numberOf(hash('sha512', Buffer.concat([neutral, key.publicKey, message]), 'buffer'));
    const s = ((challenge * numberOf(scalar)) % order).toString(16).padStart(64, '0');
    return Buffer.concat([neutral, Buffer.from(s, 'hex').toReversed()]);
  };
  const checkpoint = log.checkpoint(LOG_SIZE, { key, sign });
  const file = makeEvidence(partsOf({ certificates: [], handovers: [], checkpoints: [checkpoint] }));
  const verdict = await verdictOn(file, formatVerifierKey(key));
  expect(verdict).toMatchObject({ reason: 'FORGED_SIGNATURE', at: 'checkpoint 1' });
});

test('a log of as many leaves as can be counted is proven as any other', async () => {
  const record = recordAt(0);
  /** All leaves are one, so that all subtrees of a level are. */
  const levels = [leafHash(log.entries[0]!)];
  const node: ReadNode = (level) => (levels[level] ??= nodeHash(node(level - 1, 0), node(level - 1, 1)));
  const state = (size: number): string =>
    formatNote(signCheckpoint({ origin: ORIGIN, size, root: rangeHash(0, size, node) }, EPOCH_KEYS[0]));
  const file = makeEvidence(
    partsOf({
      certificates: [],
      handovers: [],
      checkpoints: [state(7), state(Number.MAX_SAFE_INTEGER)],
      node,
      leaves: [3, Number.MAX_SAFE_INTEGER - 1].map((index) => ({ index, record })),
      disclosures: [],
    }),
  );
  expect(await verdictOn(file, '')).toMatchObject({ verdict: 'NOT-CHECKED', records: 2 });
});

describe('a handover beyond the last checkpoint', () => {
  const checkpoints = [log.checkpoint(9, EPOCH_KEYS[0]), log.checkpoint(15, EPOCH_KEYS[1])];
  const parts = partsOf({ checkpoints, leaves: [3, 12].map(shown), disclosures: [] });
  /** The file as it would be without the proof that leads to the handover at leaf 20. */
  const unproven = (file: Buffer): Buffer => {
    const steps = /^.*"from":15,"kind":"consistency".*\n/m;
    return sealed(file.toString().replace(steps, '').trimEnd().split('\n').slice(0, -1));
  };

  test('is passed over where the file does not prove it', async () => {
    const file = unproven(makeEvidence(parts));
    expect(await verdictOn(file, TRUST, POLICY)).toMatchObject({ verdict: 'REDACTED-OK', records: 2 });
    const beyond = unproven(makeEvidence({ ...parts, leaves: [shown(17)] }));
    expect(await verdictOn(beyond, TRUST, POLICY)).toMatchObject({ reason: 'NOT_INCLUDED', at: 'record 17' });
  });

  test('counts where it is proven', async () => {
    const file = makeEvidence({ ...parts, leaves: [shown(17)] });
    expect(await verdictOn(file, TRUST, POLICY)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
    const rewritten = logOf(Array.from({ length: LOG_SIZE }, (_, at) => recordAt(at === 12 ? 99 : at)));
    const handovers = [...HANDOVERS.slice(0, 2), handover(rewritten, 2, 20)];
    expect(await verdictOf({ ...parts, handovers })).toMatchObject({ reason: 'INCONSISTENT', at: 'consistency 4' });
  });

  test('gives the next key no word on earlier leaves', async () => {
    const file = unproven(
      makeEvidence({ ...parts, checkpoints: [checkpoints[0]!, log.checkpoint(15, EPOCH_KEYS[2])] }),
    );
    expect(await verdictOn(file, TRUST, POLICY)).toMatchObject({ reason: 'OUT_OF_EPOCH', at: 'checkpoint 2' });
  });
});

test('makers refuse what no verifier would take', () => {
  const longer = log.checkpoint(30, EPOCH_KEYS[2]).replace('\n\n', '\nmore\n\n');
  expect(() => makeEvidence(partsOf({ checkpoints: [longer] }))).toThrow('three lines');
  expect(() => makeEvidence(partsOf({ checkpoints: [log.checkpoint(9)], handovers: [] }))).toThrow(
    'no checkpoint covers',
  );
});

describe('completeness', () => {
  const every = Array.from({ length: 20 }, (_, at) => shown(at + 5));

  test('these records and no others', async () => {
    const file = makeEvidence(partsOf({ leaves: every, disclosures: [] }));
    const verdict = await verdictOn(file, TRUST, POLICY, `2026-03 ${SUBJECTS[0]}\n`);
    expect(verdict.complete).toEqual({ from: 5, to: 24, months: ['2026-03'], records: [6, 9, 12, 15, 18, 21, 24] });
  });

  test('cannot be told where a leaf is withheld or left out', async () => {
    const holes = [
      every.filter((_, at) => at !== 3),
      every.map((leaf, at) => (at === 3 ? withheld(leaf.index) : leaf)),
    ];
    for (const leaves of holes) {
      const file = makeEvidence(partsOf({ leaves, disclosures: [] }));
      const verdict = await verdictOn(file, TRUST, POLICY, `2026-03 ${SUBJECTS[0]}`);
      expect(verdict).toMatchObject({ verdict: 'NOT-CHECKED' });
      expect(verdict.complete).toBeUndefined();
    }
  });
});

test('what is no file is no evidence, nor what not every memory holds, and neither verifier waits for who writes into it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agency-graph-no-file-'));
  const pipe = join(folder, 'evidence.jsonl');
  const huge = join(folder, 'huge.jsonl');
  spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  writeFileSync(huge, '');
  truncateSync(huge, 256 * 1024 * 1024 + 1);
  for (const [name, bytes] of shippedFiles()) writeFileSync(join(folder, name), bytes);
  for (const path of ['/dev/null', pipe, huge]) {
    for (const [command, verifier] of [
      [process.execPath, 'verify.mjs'],
      ['python3', 'verify.py'],
    ] as const) {
      const { status, stderr } = spawnSync(command, [join(folder, verifier), path], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect([verifier, status, stderr]).toEqual([verifier, 2, 'verify: not a file of at most 256 MiB\n']);
    }
  }
  rmSync(folder, { recursive: true });
});

/** Runs a program of which nobody reads what it says. */
const UNREAD = `
import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
sys.exit(subprocess.call(sys.argv[1:], stdout=writer))
`;

describe('the reader’s own files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agency-graph-reader-'));
  const inFolder = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const evidence = makeEvidence(partsOf({ leaves: [shown(3)], disclosures: [disclosureOf(3)] }));
  /** What both verifiers say of the evidence, each run by `under`, where there is something to run it. */
  const byBoth = (options: readonly string[], under: readonly string[] = [], file = evidence) =>
    [
      [process.execPath, 'verify.mjs'],
      ['python3', 'verify.py'],
    ].map(([command, verifier]) => {
      const run = [command!, inFolder(verifier!, shippedFiles().get(verifier!)!)];
      const [program, ...args] = [...under, ...run, inFolder('evidence.jsonl', file), ...options];
      return [verifier, spawnSync(program!, args, { encoding: 'utf8' })] as const;
    });

  const windows = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  const tokens = `# of one subject\n2026-03 ${SUBJECTS[0]}\n`;
  test.each<[string, number, Partial<Record<'trust' | 'policy' | 'complete', string | Buffer>>]>([
    ['are read as they were written', 0, {}],
    ['may have the line ends and the mark of another system', 0, { trust: windows(TRUST), policy: windows(POLICY) }],
    ['may have them before tokens, too', 0, { complete: windows(tokens) }],
    ['have no line that a lone CR ends', 2, { policy: POLICY.replace('quorum', '\rquorum') }],
    ['have no mark but the first', 2, { trust: `\uFEFF${windows(TRUST)}` }],
    ['have no spaces that only some readers see', 2, { trust: TRUST.trimEnd().concat('\u00a0\n') }],
    ['are UTF-8, comments too', 2, { trust: Buffer.from(`# caf\xe9\n${TRUST}`, 'latin1') }],
    ['name months in digits that are such everywhere', 2, { complete: tokens.replace('2026', '٢٠٢٦') }],
  ])('%s: exit code %i of both verifiers', (_, code, changed) => {
    const given = Object.entries({ trust: TRUST, policy: POLICY, ...changed });
    const options = given.flatMap(([name, content]) => [`--${name}`, inFolder(name, content)]);
    for (const [verifier, { status }] of byBoth(options)) expect([verifier, status]).toEqual([verifier, code]);
  });

  test('are several, where the keys of logs and of witnesses are of several owners', () => {
    const [roots, witnesses] = [TRUST, WITNESSES.map(({ key }) => `${formatVerifierKey(key)}\n`).join('')];
    const options = [windows(roots), windows(witnesses)].flatMap((keys, at) => [
      '--trust',
      inFolder(`keys${at}`, keys),
    ]);
    for (const [verifier, { status }] of byBoth(options)) expect([verifier, status]).toEqual([verifier, 0]);
    for (const [verifier, { status }] of byBoth(options.slice(2))) expect([verifier, status]).toEqual([verifier, 4]);
  });

  test.each(['trust', 'policy', 'complete'])('are named where they are not what they should be: %s', (name) => {
    const wrong = inFolder('wrong.txt', 'nonsense\n');
    for (const [verifier, { status, stderr }] of byBoth(['--trust', inFolder('trust', TRUST), `--${name}`, wrong]))
      expect([verifier, status, stderr]).toEqual([verifier, 2, expect.stringContaining(`verify: ${wrong}: `)]);
  });

  test('both verifiers say a time that no calendar of theirs has in the same words', () => {
    const late = [2, 9].map((size) => log.checkpoint(size, EPOCH_KEYS[0], WITNESSES, START * 1_000 + size));
    const change = { certificates: [certificate(0)], handovers: HANDOVERS.slice(0, 1), checkpoints: late };
    const milliseconds = makeEvidence(partsOf({ ...change, leaves: [shown(3)], disclosures: [disclosureOf(3)] }));
    const options = ['--trust', inFolder('trust', TRUST), '--policy', inFolder('policy', POLICY)];
    const [one, other] = byBoth(options, [], milliseconds).map(([, { stdout }]) => stdout);
    expect(one).toContain(`Recorded between second ${START * 1_000 + 2} and second ${START * 1_000 + 9}`);
    expect(other).toBe(one);
  });

  test.each(['policy', 'complete'])('are not taken for none where their name is empty: %s', (name) => {
    for (const [verifier, { status }] of byBoth(['--trust', inFolder('trust', TRUST), `--${name}`, '']))
      expect([verifier, status]).toEqual([verifier, 2]);
  });

  test('both verifiers end with the verdict’s exit code where nobody reads what they say to its end', () => {
    const options = ['--trust', inFolder('trust', TRUST), '--policy', inFolder('policy', POLICY)];
    for (const [verifier, { status, stderr }] of byBoth(options, ['python3', '-c', UNREAD]))
      expect([verifier, status, stderr]).toEqual([verifier, 0, '']);
  });

  test('a verdict that cannot be written down is not called one that failed', () => {
    const options = ['--trust', inFolder('trust', TRUST), '--policy', inFolder('policy', POLICY)];
    for (const [verifier, { status, stderr }] of byBoth(options, ['sh', '-c', 'exec "$@" > /dev/full', 'sh']))
      expect([verifier, status, stderr]).toEqual([
        verifier,
        2,
        expect.stringMatching(/^verify: .*no space left.*\n$/i),
      ]);
    for (const [verifier, { status, stderr }] of byBoth(options, ['sh', '-c', 'exec "$@" >&-', 'sh']))
      expect([verifier, status, stderr]).toEqual([verifier, 0, '']);
  });
});

describe('files', () => {
  const container = makeContainer(partsOf(), shippedFiles());
  const bare = makeEvidence(partsOf());

  test('a container holds the evidence and both verifiers', async () => {
    expect(await verdictOn(container, TRUST, POLICY)).toMatchObject({ verdict: 'VERIFIED' });
  });

  test('no changed byte is overlooked', async () => {
    for (let at = 0; at < bare.length; at += 31) {
      const changed = Buffer.from(bare);
      changed[at]! ^= 1 << (at % 8);
      expect((await verdictOn(changed, TRUST, POLICY)).verdict).toBe('FAILED');
    }
    for (let at = 0; at < container.length; at += 3001) {
      const changed = Buffer.from(container);
      changed[at]! ^= 1 << (at % 8);
      expect((await verdictOn(changed, TRUST, POLICY)).verdict).toBe('FAILED');
    }
  });

  test('no cut is overlooked', async () => {
    for (let end = 0; end < bare.length; end += 97) {
      expect((await verdictOn(bare.subarray(0, end), TRUST, POLICY)).verdict).toBe('FAILED');
    }
    expect((await verdictOn(Buffer.concat([bare, Buffer.from('\n')]), TRUST)).verdict).toBe('FAILED');
  });

  test.each(['../../up.txt', '/etc/up.txt', 'in/a/up.txt', '.hidden.txt', '-option.txt', 'up here.txt'])(
    'a name that leads out of the folder that it is unpacked in, or hides there, is none: %s',
    async (name) => {
      const beside = Buffer.from('beside');
      const stands = 'x'.repeat(name.length);
      const evidence = makeEvidence(partsOf(), new Map([[name, beside]]));
      const file = encodeContainer(
        new Map([
          [stands, beside],
          ['evidence.jsonl', evidence],
        ]),
      );
      file.write(name, 0, 'latin1');
      const sum = (text: string): number => Buffer.from(text).reduce((total, byte) => total + byte, 0);
      const checksum = Number.parseInt(file.toString('latin1', 148, 154), 8) - sum(stands) + sum(name);
      file.write(checksum.toString(8).padStart(6, '0'), 148, 'latin1');
      expect(await verdictOn(file, TRUST, POLICY)).toMatchObject({ reason: 'MALFORMED', at: 'container' });
    },
  );

  test('an end that is none is one of a form that is not known, in its line', async () => {
    const lines = bare.toString().split('\n').slice(0, -2);
    const file = Buffer.from([...lines, '{"kind":"end","sha256":1}', ''].join('\n'));
    const verdict = await verdictOn(file, TRUST, POLICY);
    expect(verdict).toMatchObject({ reason: 'MALFORMED', at: `line ${lines.length + 1}` });
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['zeroes', Buffer.alloc(10_000)],
    ['one brace', Buffer.from('{')],
    ['an empty object', Buffer.from('{}\n')],
    ['deep JSON', Buffer.from(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}\n`)],
    ['deep lists', Buffer.from(`{"kind":${'['.repeat(400_000)}${']'.repeat(400_000)}}\n`)],
    ['a record of 10 MB', Buffer.from(`{"kind":"record","record":{"a":"${'x'.repeat(10_000_000)}"}}\n`)],
    ['a huge number', Buffer.from(`{"kind":${'9'.repeat(5_000)}}\n`)],
    ['a NUL', Buffer.from('{"kind":"\0"}\n')],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d, 0x0a])],
    [
      'an end alone',
      Buffer.from('{"kind":"end","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}\n'),
    ],
    ['a tar of something else', Buffer.concat([Buffer.from('x'), Buffer.alloc(1023)])],
  ])('bad input: %s', async (_, file) => {
    expect(await verdictOn(file, TRUST, POLICY)).toMatchObject({ verdict: 'FAILED', reason: 'MALFORMED' });
  });
});
