import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  commitment,
  formatVerifierKey,
  makeEvidence,
  parseTokens,
  parseTrust,
  REPORT_LANGUAGES,
  reportOf,
  verifyEvidence,
  verifyLog,
  type CanonicalObject,
  type EvidenceParts,
} from '@agency-graph/ledger';
import { recordMisfit } from '@agency-graph/ledger/records';
import { afterAll, describe, expect, test } from 'vitest';
import { signerOf } from './keys.js';
import { EPOCH_KEYS, logOf, ORIGIN, SUBJECTS, TRUST, certificate, handover, POLICY, ROOT } from './log-under-test.js';
import { publishLog } from './published-log.js';
import { LOOSE_SIGN } from '../support/french-spacing.js';
import { launchBrowser } from '../web/browser.js';
import { outOfReach } from '../web/out-of-reach.js';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)> \u202etxet\u202c \u0007 Hồ sơ & 'file'`;
const BLIND = Buffer.alloc(32, 9);
/** A witness whose name is as long as one may be, and breaks nowhere. */
const LONG_NAMED = signerOf('w'.repeat(255), 13, 4);
const ACCOUNT = 'AccountOneAAAAAAAAAAAA';
const nonce = (at: number): string => Buffer.alloc(16, at + 1).toString('base64url');
const common = (type: string, at: number): CanonicalObject => ({
  v: 1,
  type,
  at: `2026-03-15T02:00:${String(at).padStart(2, '0')}.000000Z`,
  nonce: nonce(at),
});

const GRANTS = [{ source: 'members', rule: 'R11', agreement: 'AGR-01/2', fields: ['fullName', 'birthDate'] }];

/** What a node records of two requests: one shown, one in part refused. */
const records = [
  {
    ...common('define', 0),
    context: {
      issuer: 'https://issuer.example',
      token: 't-1',
      level: ['hwk'],
      account: ACCOUNT,
      application: false,
      endUser: null,
      organisation: 'G07.C012',
      functions: ['ORG'],
      clearance: 'S0',
      zone: 'PARTY_WAN',
      purpose: 'MEMBER_ADMIN',
      case: null,
      emergency: null,
      policy: 'p1',
      supergraph: 's1',
    },
  },
  {
    ...common('define', 1),
    fieldset: {
      agency: 'members',
      type: 'Member',
      effect: 'allow',
      grants: GRANTS,
    },
  },
  {
    ...common('outcome', 2),
    txn: nonce(50),
    trace: 'a'.repeat(32),
    context: 0,
    operation: 9,
    sealed: { case: commitment('case', HOSTILE, BLIND).toString('base64url') },
    access: [
      { fieldset: 1, n: 1, records: [SUBJECTS[0]] },
      { fieldset: 3, n: 2, records: [SUBJECTS[1], nonce(60)] },
    ],
  },
  {
    ...common('define', 3),
    fieldset: { agency: 'members', type: 'Member', effect: 'deny', reason: 'SCOPE', grants: GRANTS },
  },
  { ...common('misshapen', 4), odd: HOSTILE },
] as unknown as CanonicalObject[];

const log = logOf(records);
const trust = parseTrust(TRUST, POLICY);

function evidence(change: Partial<EvidenceParts> = {}): Buffer {
  return makeEvidence({
    origin: ORIGIN,
    question: { asked: HOSTILE, by: 'P12' },
    certificates: [certificate(0)],
    handovers: [handover(log, 0, 0, ROOT)],
    checkpoints: [log.checkpoint(5, EPOCH_KEYS[0])],
    node: log.node,
    leaves: records.map((record, index) => ({ index, record })),
    disclosures: [{ index: 2, path: 'case', value: HOSTILE, blind: BLIND }],
    ...change,
  });
}

const pageOf = (file: Buffer, language: (typeof REPORT_LANGUAGES)[number] = 'en', tokens?: string): string =>
  reportOf(verifyEvidence(file, trust), trust, language, tokens ? parseTokens(tokens) : undefined);

test('the records under test are of the schema, but for the one that is not', () => {
  expect(records.map(recordMisfit).map((says) => says !== null)).toEqual([false, false, false, false, true]);
});

test('one sentence for each access, with who, why, what and by which rule', () => {
  const page = pageOf(evidence());
  expect(page).toContain(
    `At 2026-03-15T02:00:02.000000Z, account ${ACCOUNT} of organisation G07.C012, for the purpose MEMBER_ADMIN, was shown fullName, birthDate of 1 record of type Member of agency members, by rule R11 under agreement AGR-01/2.`,
  );
  expect(page).toContain('and was refused, by rule R11 under agreement AGR-01/2 (reason: SCOPE).');
  expect(page).toContain('Leaf 4 has content of an unknown form');
});

const asked = { trace: '0123456789abcdef0123456789abcdef', context: 0, operation: 0 };
const write = (at: number, effect: string, of: readonly string[], more: CanonicalObject = {}): CanonicalObject => ({
  ...common('write', at),
  ...asked,
  txn: nonce(40),
  agency: 'BTCTW',
  source: 'members',
  field: 'Mutation.transfer',
  effect,
  records: [...of],
  ...more,
});

test.each([
  [
    'en',
    'changed 1 record of agency BTCTW by Mutation.transfer.',
    'changed 1 record of type Member of agency BTCTW by Mutation.transfer.',
    'asked to change data of agency BTCTW by Mutation.transfer; whether it was done is not known.',
  ],
  [
    'fr',
    'a modifié 1 fiche de l’organisme BTCTW par Mutation.transfer.',
    'a modifié 1 fiche de type Member de l’organisme BTCTW par Mutation.transfer.',
    'a demandé de modifier des données de l’organisme BTCTW par Mutation.transfer\u202f; on ignore si cela a été fait.',
  ],
  [
    'vi',
    'đã thay đổi 1 hồ sơ thuộc cơ quan BTCTW qua Mutation.transfer.',
    'đã thay đổi 1 hồ sơ loại Member thuộc cơ quan BTCTW qua Mutation.transfer.',
    'đã yêu cầu thay đổi dữ liệu thuộc cơ quan BTCTW qua Mutation.transfer; không rõ việc đó đã được thực hiện hay chưa.',
  ],
] as const)(
  'what was changed is put in words, also where nobody knows of which records or of which type, in %s',
  (language, untyped, done, unknown) => {
    const member = write(3, 'done', [nonce(50)], { of: 'Member' });
    const writes = [write(1, 'done', [nonce(50)]), write(2, 'unknown', []), member];
    expect(writes.map(recordMisfit)).toEqual([null, null, null]);
    const page = pageOn([records[0]!, ...writes], language);
    for (const says of [untyped, done, unknown]) expect(page).toContain(says);
  },
);

test.each([
  [
    'en',
    'asked for what agency digest computes from fullName, birthDate of 1 record of type Member of agency members, which was sent to it and not shown to who asked, by rule R11 under agreement AGR-01/2.',
  ],
  [
    'fr',
    'a demandé ce que l’organisme digest calcule à partir de fullName, birthDate de 1 fiche de type Member de l’organisme members, qui lui a été transmis sans être montré à qui a demandé, selon la règle R11 et l’accord AGR-01/2.',
  ],
  [
    'vi',
    'đã yêu cầu kết quả mà cơ quan digest tính từ fullName, birthDate của 1 hồ sơ loại Member thuộc cơ quan members; dữ liệu này được gửi cho cơ quan đó và không hiển thị cho người yêu cầu, theo quy tắc R11 và thỏa thuận AGR-01/2.',
  ],
] as const)('what was sent to an agency is no access of who asked, in %s', (language, said) => {
  const fieldset = { agency: 'members', type: 'Member', effect: 'mask', reason: 'SENT:digest', grants: GRANTS };
  const sent = { ...common('define', 1), fieldset };
  expect(recordMisfit(sent)).toBeNull();
  expect(pageOn([records[0]!, sent, records[2]!], language)).toContain(said);
});

test.each([
  [
    'en',
    [
      `account ${ACCOUNT} of organisation G07.C012, for the purpose MEMBER_ADMIN, was turned away as a whole (reason: COST).`,
      `account ${nonce(60)} of organisation G07.C012, was turned away as a whole (reason: PURPOSE).`,
      'a request of nobody known was turned away (reason: TOKEN).',
      'requests of nobody known were turned away and counted (reason: TOKEN).',
      '4900 requests of nobody known had been counted and turned away (reason: TOKEN).',
    ],
  ],
  [
    'fr',
    [
      'a vu toute sa requête rejetée (motif\u202f: COST).',
      `le compte ${nonce(60)} de l’organisation G07.C012, a vu toute sa requête rejetée (motif\u202f: PURPOSE).`,
      'une requête d’un inconnu a été rejetée (motif\u202f: TOKEN).',
      'des requêtes d’inconnus ont été rejetées et comptées (motif\u202f: TOKEN).',
      '4900 requêtes d’inconnus avaient été comptées et rejetées (motif\u202f: TOKEN).',
    ],
  ],
  [
    'vi',
    [
      'đã bị từ chối toàn bộ yêu cầu (lý do: COST).',
      `tài khoản ${nonce(60)} của tổ chức G07.C012, đã bị từ chối toàn bộ yêu cầu (lý do: PURPOSE).`,
      'một yêu cầu của người không xác định đã bị từ chối (lý do: TOKEN).',
      'các yêu cầu của người không xác định bị từ chối và được đếm (lý do: TOKEN).',
      '4900 yêu cầu của người không xác định đã được đếm và bị từ chối (lý do: TOKEN).',
    ],
  ],
] as const)('who was turned away is said as far as it was known, and how many, in %s', (language, sentences) => {
  const known = { issuer: 'https://issuer.example', token: null, account: nonce(60), organisation: 'G07.C012' };
  const refused = [
    { ...common('denied', 1), code: 'COST', context: 0 },
    { ...common('denied', 2), code: 'PURPOSE', known },
    { ...common('auth_fail', 3), code: 'TOKEN', trace: asked.trace },
    { ...common('auth_fail', 4), code: 'TOKEN', trace: asked.trace, tally: nonce(61), n: null },
    { ...common('auth_fail', 5), code: 'TOKEN', tally: nonce(61), n: 4900 },
  ];
  expect(refused.map(recordMisfit)).toEqual(refused.map(() => null));
  const page = pageOn([records[0]!, ...refused], language);
  for (const says of sentences) expect(page).toContain(says);
});

test.each(REPORT_LANGUAGES)('a log that was broken off says so on its page, in %s', (language) => {
  const verified = verifyEvidence(evidence(), trust);
  const verdict = { ...verified.verdict, breaks: [{ index: 7_001, found: 6_990, published: 7_001 }] };
  const page = reportOf({ ...verified, verdict }, trust, language);
  for (const number of [7_001, 6_990, 7_000]) expect(page).toContain(String(number));
});

/** A page of these records, all of them shown. */
function pageOn(
  shown: readonly CanonicalObject[],
  language: (typeof REPORT_LANGUAGES)[number],
  tokens?: string,
): string {
  const of = logOf(shown);
  const file = evidence({
    checkpoints: [of.checkpoint(shown.length, EPOCH_KEYS[0])],
    handovers: [handover(of, 0, 0, ROOT)],
    node: of.node,
    leaves: shown.map((record, index) => ({ index, record })),
    disclosures: [],
  });
  const about = tokens === undefined ? undefined : parseTokens(tokens);
  return reportOf(verifyEvidence(file, trust, about), trust, language, about);
}

test.each([
  ['en', ' of 1 record of type Member', ' of 50 objects of type Member'],
  ['fr', ' de 1 fiche de type Member', ' de 50 objets de type Member'],
  ['vi', ' của 1 hồ sơ loại Member', ' của 50 đối tượng loại Member'],
] as const)('a record that stands in many objects is counted once, in %s', (language, named, unnamed) => {
  /** Fifty tasks with one assignee; fifty of which no record is named. */
  const access = [
    { fieldset: 1, n: 50, records: [SUBJECTS[0]] },
    { fieldset: 1, n: 50, records: [] },
  ];
  const page = pageOn([...records.slice(0, 2), { ...records[2]!, access }], language);
  expect(page).toContain(named);
  expect(page).toContain(unnamed);
});

test.each([
  [
    'en',
    'Records: <bdi>',
    'asked for fullName, birthDate of objects of type Member',
    `asked for ${SUBJECTS[0]}, ${SUBJECTS[1]} by Query.member(id:).`,
  ],
  [
    'fr',
    'Fiches\u202f: <bdi>',
    'a demandé fullName, birthDate d’objets de type Member',
    `a cherché ${SUBJECTS[0]}, ${SUBJECTS[1]} par Query.member(id:).`,
  ],
  [
    'vi',
    'Hồ sơ: <bdi>',
    'đã yêu cầu fullName, birthDate của đối tượng loại Member',
    `đã yêu cầu ${SUBJECTS[0]}, ${SUBJECTS[1]} bằng Query.member(id:).`,
  ],
] as const)(
  'which records, what was asked by, and what was refused uncounted, in %s',
  (language, which, refused, by) => {
    const operation = {
      ...common('define', 4),
      operation: {
        hash: Buffer.alloc(32, 7).toString('base64url'),
        kind: 'query',
        name: null,
        arguments: [{ argument: 'Query.member(id:)', of: 'Member' }],
        text: 'query { member(id: $a) { fullName } }',
      },
    };
    const asking = {
      ...common('outcome', 5),
      ...asked,
      txn: nonce(50),
      operation: 4,
      identifiers: [{ argument: 0, tokens: [SUBJECTS[0], SUBJECTS[1]] }],
      access: [
        { fieldset: 1, n: 2, records: [SUBJECTS[0], 'T-0100'] },
        { fieldset: 2, n: 0, records: [] },
      ],
    };
    const all = [
      ...records.slice(0, 2),
      { ...records[3]!, ...common('define', 2) },
      { ...common('heartbeat', 3), size: 3 },
    ];
    const shown = [...all, operation, asking] as unknown as CanonicalObject[];
    expect(shown.map(recordMisfit)).toEqual(shown.map(() => null));
    const page = pageOn(shown, language);
    expect(page).toContain(`${which}${SUBJECTS[0]}</bdi>, <bdi>T-0100</bdi>`);
    expect(page).toContain(refused);
    expect(page).toContain(by);
    expect(page).not.toMatch(/\b0 (object|objet|đối tượng)/);
  },
);

test.each([
  [
    'en',
    [
      `account ${ACCOUNT} had 3 keys of subjects destroyed, approved by account ${nonce(60)}. Subjects not erased: 1.`,
      `account ${ACCOUNT} put legal hold AE-2 on the keys of 2 subjects, approved by account ${nonce(60)}.`,
      `account ${ACCOUNT} asked for break_glass (AB-1, Member × 2, INC-9, 60 minutes).`,
      `account ${nonce(60)} approved audit_opening (record 12 of log ${ORIGIN}).`,
      'Ground: <bdi>',
    ],
  ],
  [
    'fr',
    [
      `le compte ${ACCOUNT} a fait détruire 3 clés de personnes, avec l’approbation du compte ${nonce(60)}. Personnes non effacées\u202f: 1.`,
      `le compte ${ACCOUNT} a placé les clés de 2 personnes sous la conservation légale AE-2, avec`,
      `le compte ${ACCOUNT} a demandé break_glass (AB-1, Member × 2, INC-9, 60 minutes).`,
      `le compte ${nonce(60)} a approuvé audit_opening (enregistrement 12 du journal ${ORIGIN}).`,
      'Motif\u202f: <bdi>',
    ],
  ],
  [
    'vi',
    [
      `tài khoản ${ACCOUNT} đã cho hủy 3 khóa của các chủ thể, được tài khoản ${nonce(60)} phê duyệt. Số chủ thể không bị xóa: 1.`,
      `tài khoản ${ACCOUNT} đã đặt lệnh lưu giữ pháp lý AE-2 đối với khóa của 2 chủ thể, được`,
      `tài khoản ${ACCOUNT} đã yêu cầu break_glass (AB-1, Member × 2, INC-9, 60 phút).`,
      `tài khoản ${nonce(60)} đã phê duyệt audit_opening (bản ghi 12 của nhật ký ${ORIGIN}).`,
      'Lý do: <bdi>',
    ],
  ],
] as const)('what two persons did is said with who and why, in %s', (language, sentences) => {
  const eyes = { requestedBy: ACCOUNT, approvedBy: nonce(60), ground: HOSTILE };
  const emergency = { about: 'AB-1', of: 'Member', n: 2, incident: 'INC-9', minutes: 60, because: HOSTILE };
  const done = [
    { ...common('shred', 0), ...eyes, keys: 3, refused: 1 },
    { ...common('legal_hold', 1), ...eyes, hold: 'AE-2', change: 'set', keys: 2 },
    { ...common('four_eyes', 2), action: 'break_glass', step: 'requested', by: ACCOUNT, ...emergency },
    {
      ...common('four_eyes', 3),
      action: 'audit_opening',
      step: 'approved',
      by: nonce(60),
      opens: { origin: ORIGIN, index: 12 },
    },
  ];
  expect(done.map(recordMisfit)).toEqual(done.map(() => null));
  const page = pageOn(done, language);
  for (const says of sentences) expect(page).toContain(says);
  expect(page.match(/<bdi>&quot;&gt;&lt;script&gt;/g)!.length).toBeGreaterThanOrEqual(3);
  expect(page).not.toContain('<script>');
});

test('about one subject, the access of others is not told', () => {
  const page = pageOf(evidence(), 'en', SUBJECTS[0]);
  expect(page).toContain('was shown fullName');
  expect(page).not.toContain('and was refused');
});

test('a line of access whose field set is left out of the evidence is still told of', () => {
  const leaves = [0, 1, 2].map((index) => ({ index, record: records[index]! }));
  const page = pageOf(evidence({ leaves, disclosures: [] }));
  expect(page).toContain('was shown fullName');
  expect(page.match(/Leaf 2 has content of an unknown form/g)).toHaveLength(1);
  expect(pageOf(evidence({ leaves, disclosures: [] }), 'en', SUBJECTS[0])).not.toContain('of an unknown form');
});

describe('about one subject, a request that names it in an argument alone', () => {
  /** What of two subjects who were asked for was refused, of both without a name; of another record with one. */
  const asked = {
    ...records[2]!,
    identifiers: [{ argument: 0, tokens: [SUBJECTS[0], SUBJECTS[1]] }],
    access: [
      { fieldset: 3, n: 2, records: [] },
      { fieldset: 1, n: 1, records: [nonce(60)] },
    ],
  } as unknown as CanonicalObject;
  const asking = logOf([...records.slice(0, 2), asked, ...records.slice(3)]);
  const file = evidence({
    checkpoints: [asking.checkpoint(5, EPOCH_KEYS[0])],
    handovers: [handover(asking, 0, 0, ROOT)],
    node: asking.node,
    leaves: [0, 1, 2, 3].map((index) => ({ index, record: index === 2 ? asked : records[index]! })),
  });

  test.each([
    ['en', 'for the purpose MEMBER_ADMIN, asked for this subject by an identifier.', 'and was refused'],
    ['fr', 'pour la finalité MEMBER_ADMIN, a cherché cette personne par un identifiant.', 'se l’est vu refuser'],
    ['vi', 'với mục đích MEMBER_ADMIN, đã yêu cầu chủ thể này bằng mã định danh.', 'và bị từ chối'],
  ] as const)('is told, with what became of whoever is not named, in %s', (language, named, refused) => {
    const page = pageOf(file, language, SUBJECTS[0]);
    expect(page).toContain(named);
    expect(page).toContain(refused);
    expect(page.match(/<li><bdi>/g)!.filter((item) => item !== '')).toHaveLength(2);
  });

  test('is not told to who asks about another', () => {
    expect(recordMisfit(asked)).toBeNull();
    expect(pageOf(file, 'en', 'C'.repeat(22))).not.toContain('account');
    expect(pageOf(file)).not.toContain('this subject');
  });
});

test('about one subject, a change of which nobody knows what came of it is told, and that it named the subject', () => {
  const change = write(3, 'unknown', [], { identifiers: [{ argument: 0, tokens: [SUBJECTS[0]] }] });
  expect(recordMisfit(change)).toBeNull();
  const asking = logOf([...records.slice(0, 3), change]);
  const file = evidence({
    checkpoints: [asking.checkpoint(4, EPOCH_KEYS[0])],
    handovers: [handover(asking, 0, 0, ROOT)],
    node: asking.node,
    leaves: [0, 1, 3].map((index) => ({ index, record: index === 3 ? change : records[index]! })),
    disclosures: [],
  });
  const of = (subject?: string) => pageOf(file, 'en', subject);
  expect(of(SUBJECTS[0])).toContain('for the purpose MEMBER_ADMIN, asked for this subject by an identifier.');
  expect(of(SUBJECTS[0]).match(/<li><bdi>/g)).toHaveLength(2);
  for (const other of ['C'.repeat(22), undefined]) expect(of(other)).not.toContain('this subject');
});

describe('about one subject, a request whose outcome is in parts is told the same by evidence and by the whole log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agency-graph-report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const [shownTo, refused] = [
    { fieldset: 1, n: 1, records: [nonce(60)] },
    { fieldset: 2, n: 1, records: [] },
  ];
  const identifiers = [{ argument: 0, tokens: [SUBJECTS[0]] }];
  const partOf = (of: number, at: number, says: CanonicalObject): CanonicalObject => ({
    ...common('outcome_part', at),
    outcome: of,
    agency: 'members',
    access: [],
    ...says,
  });
  const outcomeAt = (at: number, parts: number, says: CanonicalObject = {}): CanonicalObject => {
    const { sealed: _sealed, ...whole } = records[2]!;
    return { ...whole, ...common('outcome', at), access: [], parts, ...says };
  };
  const somebody = records[0]!['context'] as CanonicalObject;
  /** A context, two field sets, the request of one account, and the same of another in a context of its own. */
  const requestsOf = (first: readonly CanonicalObject[]): CanonicalObject[] => {
    const at = 3 + first.length;
    return [
      records[0]!,
      records[1]!,
      { ...records[3]!, ...common('define', 2) },
      ...first,
      { ...common('define', at), context: { ...somebody, account: nonce(70) } },
      partOf(at + 2, at + 1, { access: [shownTo, refused] }),
      outcomeAt(at + 2, 1, { context: at, txn: nonce(51) }),
    ];
  };

  test.each([
    [
      'and names it itself',
      SUBJECTS[0],
      [partOf(5, 3, { access: [shownTo] }), partOf(5, 4, { access: [refused] }), outcomeAt(5, 2, { identifiers })],
    ],
    [
      'of which the last has what was asked for',
      SUBJECTS[0],
      [partOf(5, 3, { access: [shownTo, refused] }), partOf(5, 4, { identifiers }), outcomeAt(5, 2)],
    ],
    ['and is of the subject’s own account', ACCOUNT, [partOf(4, 3, { access: [refused] }), outcomeAt(4, 1)]],
  ])('%s', (_, subject, first) => {
    const all = requestsOf(first);
    expect(all.map(recordMisfit)).toEqual(all.map(() => null));
    const split = logOf(all);
    const path = mkdtempSync(join(folder, 'log-'));
    const checkpoint = split.checkpoint(all.length, EPOCH_KEYS[0]);
    const epochs = { certificates: [certificate(0)], handovers: [handover(split, 0, 0, ROOT)] };
    publishLog(path, split, { checkpoint, epochs, segments: [0], room: 0 });
    const tokens = parseTokens(`2026-03 ${subject}`);
    const verified = verifyLog(path, trust, { tokens });
    const accesses = reportOf(verified, trust, 'en', tokens).match(/<ol>.*<\/ol>/s)?.[0];
    expect(accesses).toBe(pageOn(all, 'en', subject).match(/<ol>.*<\/ol>/s)?.[0]);
    expect(accesses).toContain('and was refused');
    // What another asked for is no part of it.
    expect(verified.leaves.map(({ index }) => index).filter((index) => index >= 3 + first.length)).toEqual([]);
  });
});

test('about one account, what it asked for is told', () => {
  const page = pageOf(evidence(), 'en', ACCOUNT);
  expect(page).toContain('was shown fullName');
  expect(page).toContain('and was refused');
  expect(pageOf(evidence(), 'en', 'C'.repeat(22))).not.toContain('was shown fullName');
});

describe.each([
  ['en', 'These 2 records and no others of 2026-03 between leaf 0 and leaf 4', /\blog\b/],
  ['fr', 'Ces 2 enregistrements, et aucun autre de 2026-03 entre la feuille 0 et la feuille 4', /journal/],
  ['vi', 'Chỉ 2 bản ghi này, không có bản ghi nào khác của 2026-03 từ lá 0 đến lá 4', /nhật ký/i],
] as const)('what is proven, in %s', (language, noOthers, theLog) => {
  const tokens = parseTokens(`2026-03 ${ACCOUNT}`);
  const proven = (keys: string, file = evidence()): string => {
    const whom = parseTrust(keys, undefined);
    return reportOf(verifyEvidence(file, whom, tokens), whom, language, tokens).split('<h2>')[5]!;
  };

  test('is of the log, and that there are no others, where the signatures were checked', () => {
    expect(proven(TRUST)).toContain(noOthers);
    expect(proven(TRUST)).toMatch(theLog);
  });

  test('is nothing of the log where they were not', () => {
    const page = proven('');
    expect(page.match(/<li>/g)).toHaveLength(2);
    expect(page).not.toContain(noOthers);
    expect(page).not.toMatch(theLog);
  });

  test('is not that there are no others where it cannot be told', () => {
    expect(proven(TRUST, evidence({ leaves: evidenceLeaves(), disclosures: [] }))).not.toContain(noOthers);
  });
});

test.each(REPORT_LANGUAGES)(
  'in %s: the verdict, the period, what is redacted, proven and not, and fingerprints',
  (language) => {
    const page = pageOf(evidence({ leaves: evidenceLeaves(), disclosures: [] }), language);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain('REDACTED-OK');
    expect(page).toContain('witness.example/w1, witness.example/w2');
    expect(page).toMatch(/[0-9a-f]{8}( [0-9a-f]{8}){7}/);
    expect(page.match(/<h2>/g)).toHaveLength(7);
    expect(page.normalize('NFC')).toBe(page);
  },
);

test('a stranger’s text stays text, and nothing of the page reaches outside', () => {
  for (const language of REPORT_LANGUAGES) {
    const page = pageOf(evidence(), language);
    const tags = page.match(/<[^>]*>/g)!.filter((tag) => !tag.startsWith('</'));
    const allowed =
      /^<(!doctype html|(html|meta|p|span|dd)( [a-z-]+="[^"]*")+|(br|title|style|head|body|main|h[12]|p|strong|[uod]l|li|d[td]|bdi))>$/;
    expect(tags.filter((tag) => !allowed.test(tag))).toEqual([]);
    expect(tags.join('')).not.toMatch(/https?:|src=|href=| on\w+=/);
    expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('Hồ sơ');
  }
});

test('path and value of what is disclosed keep their places, however they are written, and are proven where signatures were checked', () => {
  const [path, value] = ['דרך', 'ערך 12'];
  const record = {
    ...common('misshapen', 0),
    sealed: { [path]: commitment(path, value, BLIND).toString('base64url') },
  };
  const odd = logOf([record]);
  const file = evidence({
    handovers: [handover(odd, 0, 0, ROOT)],
    checkpoints: [odd.checkpoint(1, EPOCH_KEYS[0])],
    node: odd.node,
    leaves: [{ index: 0, record }],
    disclosures: [{ index: 0, path, value, blind: BLIND }],
  });
  const said = `<bdi>${path}</bdi> = <bdi>&quot;${value}&quot;</bdi>`;
  const nobody = parseTrust('', undefined);
  for (const [language, proven, unproven] of [
    ['en', 'disclosed and proven:', 'disclosed:'],
    ['fr', 'divulgué et prouvé\u202f:', 'divulgué\u202f:'],
    ['vi', 'đã tiết lộ và chứng minh:', 'đã tiết lộ:'],
  ] as const) {
    expect(pageOf(file, language)).toContain(`>${proven} ${said}<`);
    expect(reportOf(verifyEvidence(file, nobody), nobody, language)).toContain(`>${unproven} ${said}<`);
  }
});

test('what failed shows no record', () => {
  const file = evidence();
  const page = pageOf(Buffer.from(file.toString().replace('MEMBER_ADMIN', 'MEMBER_ADMIM')));
  expect(page).toContain('FAILED');
  expect(page).toContain('DAMAGED');
  expect(page).not.toContain(ACCOUNT);
  expect(page).not.toContain('script');
});

function evidenceLeaves(): EvidenceParts['leaves'] {
  return records.map((record, index) => (index < 3 ? { index, record } : { index, leaf: log.node(0, index) }));
}

test('it is read in a browser on any screen, in every language', async () => {
  const browser = await launchBrowser();
  try {
    const shown = await browser.newPage();
    for (const language of REPORT_LANGUAGES) {
      await shown.setContent(pageOf(evidence(), language));
      expect(await shown.getByRole('heading').count()).toBe(8);
      expect(await outOfReach(shown)).toEqual([]);
      if (language === 'fr') expect(await shown.innerText('body')).not.toMatch(LOOSE_SIGN);
      const file = evidence({ checkpoints: [log.checkpoint(5, EPOCH_KEYS[0], [LONG_NAMED])] });
      const whom = parseTrust(`${TRUST}${formatVerifierKey(LONG_NAMED.key)}\n`, undefined);
      await shown.setContent(reportOf(verifyEvidence(file, whom), whom, language));
      expect(await shown.innerText('body')).toContain(LONG_NAMED.key.name);
      expect(await outOfReach(shown)).toEqual([]);
    }
  } finally {
    await browser.close();
  }
});
