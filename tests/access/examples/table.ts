import type { Door } from '../reference/caller.js';

/**
 * What becomes of an example: served; FIELD, refused by name; ROW, absent like an id that nobody gave; HIDDEN, a name
 * that does not exist; ACCOUNT, turned away.
 */
export type Outcome = 'SERVED' | 'FIELD' | 'ROW' | 'HIDDEN' | 'ACCOUNT';

/** An example of the domain page (§ 3): the query that stands there, and other ways to the same field of the same row. */
export interface Example {
  readonly rule: string;
  readonly persona: string;
  readonly door?: Partial<Pick<Door, 'zone' | 'endUser' | 'purpose'>>;
  readonly outcome: Outcome;
  /** Where it is another before 1 March 2026. */
  readonly before?: Outcome;
  /** The page's own first. */
  readonly queries: readonly [string, string, ...string[]];
  /** Member whose civil details are given in `$i`, `$n` and `$d`. */
  readonly verifies?: string;
}

const VERIFY = '$i: String!, $n: String!, $d: Date!';
const DETAILS = 'nationalId: $i, fullName: $n, dateOfBirth: $d';
const VERIFIED = [
  `query V(${VERIFY}) { verifyMember(${DETAILS}) { matched } }`,
  `query V(${VERIFY}) { again: verifyMember(${DETAILS}) { ...V } } fragment V on Verification { matched status }`,
] as const;
const VERIFICATION = { persona: 'P9', verifies: 'M-000124' } as const;
const CELL = 'G07.C012.K03.B02';

export const EXAMPLES: readonly Example[] = [
  {
    rule: 'R1',
    persona: 'P4',
    outcome: 'SERVED',
    queries: [
      '{ adminUnit(code: "G07C012") { name type } }',
      '{ member(id: "M-000123") { hometown { name type } } }',
      '{ organisation(id: "G07.C012") { adminUnit { ... on AdminUnit { name type } } } }',
    ],
  },
  {
    rule: 'R1',
    persona: 'P10',
    outcome: 'HIDDEN',
    queries: [
      '{ organisations(level: COMMUNE) { nodes { name } } }',
      '{ viewer { organisation { name } } }',
      '{ viewer { organisation { ... on Organisation { name } } } }',
    ],
  },
  {
    rule: 'R2',
    persona: 'P3',
    outcome: 'SERVED',
    queries: [
      '{ organisation(id: "G07") { name status successors { name } } }',
      '{ organisation(id: "G07.C012") { parent { name status successors { name } } } }',
    ],
  },
  {
    rule: 'R2',
    persona: 'P4-OLD',
    outcome: 'ACCOUNT',
    queries: ['{ organisation(id: "G07") { name } }', '{ adminUnit(code: "G07C012") { name } }'],
  },
  {
    rule: 'R3',
    persona: 'P7',
    outcome: 'SERVED',
    queries: [
      '{ member(id: "M-000123") { discipline { form decidedOn } } }',
      `{ organisation(id: "${CELL}") { members(first: 25) { nodes { ... on Member { discipline { form decidedOn } } } } } }`,
    ],
  },
  {
    rule: 'R3',
    persona: 'P4',
    outcome: 'HIDDEN',
    queries: [
      '{ member(id: "M-000123") { discipline { form } } }',
      `{ organisation(id: "${CELL}") { members { nodes { d: discipline { form } } } } }`,
      '{ task(id: "T-0100") { responsible { discipline { form } } } }',
    ],
  },
  {
    rule: 'R4',
    persona: 'P2',
    outcome: 'SERVED',
    queries: [
      '{ document(id: "D-NS-0042") { abstract content } }',
      '{ documents(filter: { issuerId: "BTCTW" }, first: 25) { nodes { id abstract content } } }',
    ],
  },
  {
    rule: 'R4',
    persona: 'P1',
    outcome: 'ROW',
    queries: [
      '{ document(id: "D-NS-0042") { abstract } }',
      '{ a: document(id: "D-NS-0042") { ... on Document { id abstract } } }',
    ],
  },
  {
    rule: 'R5',
    persona: 'P1',
    outcome: 'SERVED',
    queries: [
      '{ task(id: "T-S2-007") { title } }',
      '{ organisation(id: "G11") { tasks(first: 25) { nodes { id title } } } }',
    ],
  },
  {
    rule: 'R5',
    persona: 'P1',
    door: { zone: 'STATE_NETWORK' },
    outcome: 'ROW',
    queries: [
      '{ task(id: "T-S2-007") { title } }',
      '{ t: task(id: "T-S2-007") { ...T } } fragment T on Task { title leadOrg { name } }',
    ],
  },
  {
    rule: 'R6',
    persona: 'P3',
    outcome: 'SERVED',
    queries: [
      '{ organisation(id: "G07.C012") { members(first: 20) { nodes { fullName partyPosition } } } }',
      '{ members(filter: { under: "G07.C012" }, first: 20) { nodes { fullName partyPosition } } }',
    ],
  },
  {
    rule: 'R6',
    persona: 'P3',
    outcome: 'ROW',
    queries: [
      '{ organisation(id: "G11.C004") { members(first: 20) { nodes { fullName } } } }',
      '{ members(filter: { under: "G11.C004" }, first: 20) { nodes { fullName } } }',
    ],
  },
  {
    rule: 'R7',
    persona: 'P4',
    outcome: 'SERVED',
    queries: [
      '{ member(id: "M-000123") { fullName nationalIdMasked theoryLevel } }',
      `{ organisation(id: "${CELL}") { members { nodes { fullName nationalIdMasked theoryLevel } } } }`,
    ],
  },
  {
    rule: 'R7',
    persona: 'P4',
    outcome: 'FIELD',
    queries: [
      '{ member(id: "M-000123") { nationalId cardNumber } }',
      `{ organisation(id: "${CELL}") { members { nodes { x: nationalId ... on Member { cardNumber } } } } }`,
    ],
  },
  {
    rule: 'R8',
    persona: 'P6',
    outcome: 'SERVED',
    queries: [
      '{ me { fullName dateOfBirth gender admissionDate officialDate cardNumber nationalId phone cell { name } } }',
      '{ member(id: "M-000124") { fullName dateOfBirth gender admissionDate officialDate cardNumber nationalId phone cell { name } } }',
      `{ organisation(id: "${CELL}") { members { nodes { fullName phone } } } }`,
    ],
  },
  {
    rule: 'R8',
    persona: 'P6',
    outcome: 'ROW',
    queries: ['{ member(id: "M-000123") { fullName } }', '{ member(id: "M-000125") { phone } }'],
  },
  {
    rule: 'R9',
    persona: 'P5',
    outcome: 'SERVED',
    queries: [
      `{ organisation(id: "${CELL}") { members { nodes { fullName status phone partyPosition } } } }`,
      '{ member(id: "M-000124") { fullName status phone partyPosition } }',
    ],
  },
  {
    rule: 'R9',
    persona: 'P5',
    outcome: 'FIELD',
    queries: [
      `{ organisation(id: "${CELL}") { members { nodes { religion ethnicity } } } }`,
      '{ member(id: "M-000124") { r: religion ... on Member { ethnicity } } }',
    ],
  },
  {
    rule: 'R10',
    persona: 'P7',
    outcome: 'SERVED',
    queries: [
      '{ member(id: "M-000123") { discipline { form grounds decision { symbol } } } }',
      `{ organisation(id: "${CELL}") { members(first: 25) { nodes { discipline { grounds decision { symbol } } } } } }`,
    ],
  },
  {
    rule: 'R10',
    persona: 'P3',
    outcome: 'FIELD',
    queries: [
      '{ member(id: "M-000123") { discipline { grounds } } }',
      `{ organisation(id: "${CELL}") { members { nodes { discipline { g: grounds } } } } }`,
    ],
  },
  {
    rule: 'R11',
    persona: 'P8',
    outcome: 'SERVED',
    // None is overdue yet.
    before: 'ROW',
    queries: [
      '{ tasks(filter: {timeliness: OVERDUE}) { nodes { code title leadOrg { name } dueOn progressPct } } }',
      '{ t: tasks(filter: {timeliness: OVERDUE}, first: 5) { nodes { ... on Task { id code progressPct } } } }',
    ],
  },
  {
    rule: 'R11',
    persona: 'P8',
    outcome: 'SERVED',
    queries: [
      '{ task(id: "T-0100") { code title leadOrg { name } dueOn progressPct } }',
      '{ tasks(first: 25) { nodes { code title leadOrg { name } dueOn progressPct } } }',
    ],
  },
  {
    rule: 'R11',
    persona: 'P8',
    outcome: 'HIDDEN',
    queries: [
      '{ task(id: "T-0100") { responsible { fullName phone } } }',
      '{ tasks { nodes { ... on Task { responsible { fullName } } } } }',
      '{ document(id: "D-NQ57") { signer { fullName } } }',
    ],
  },
  { rule: 'R12', ...VERIFICATION, door: { endUser: 'M-000124' }, outcome: 'SERVED', queries: VERIFIED },
  {
    rule: 'R12',
    persona: 'P9',
    outcome: 'FIELD',
    queries: [
      '{ members(filter: {name: "Trần Mẫu Thảo"}) { nodes { id status cell { name } } } }',
      '{ organisation(id: "G07") { members(filter: {name: "Trần Mẫu Thảo"}) { nodes { status } } } }',
      '{ member(id: "M-000124") { status } }',
    ],
  },
  {
    rule: 'R13',
    persona: 'P11',
    outcome: 'SERVED',
    queries: [
      '{ organisation(id: "G07") { dataQuality { dimension passed applicable } } }',
      '{ organisation(id: "G07.C012") { parent { dataQuality { dimension passed applicable } } } }',
    ],
  },
  {
    rule: 'R13',
    persona: 'P11',
    outcome: 'FIELD',
    queries: [
      '{ organisation(id: "G07") { members { nodes { permanentAddress phone } } } }',
      '{ member(id: "M-000123") { permanentAddress p: phone } }',
    ],
  },
  {
    rule: 'R14',
    persona: 'P7',
    outcome: 'SERVED',
    queries: [
      '{ task(id: "T-0100") { title obstacles evaluation updates { at note byOrg { name } } } }',
      '{ organisation(id: "G11") { tasks(first: 25) { nodes { title obstacles evaluation updates(first: 3) { at note } } } } }',
    ],
  },
  {
    rule: 'R14',
    persona: 'P3',
    outcome: 'FIELD',
    queries: [
      '{ task(id: "T-0100") { obstacles evaluation } }',
      '{ document(id: "D-NQ57") { tasks(first: 5) { obstacles e: evaluation } } }',
    ],
  },
  {
    rule: 'R15',
    persona: 'P3',
    outcome: 'SERVED',
    queries: [
      '{ document(id: "D-NQ57") { symbol abstract issuedOn content } }',
      '{ d: document(id: "D-NQ57") { ...D } } fragment D on Document { symbol abstract issuedOn content }',
    ],
  },
  {
    rule: 'R15',
    persona: 'P3',
    outcome: 'FIELD',
    queries: [
      '{ document(id: "D-CV-9001") { content attachments { downloadRef } } }',
      '{ documents(filter: { issuerId: "TWG", docType: CONG_VAN }, first: 25) { nodes { content } } }',
    ],
  },
  {
    rule: 'R16',
    persona: 'P1',
    outcome: 'SERVED',
    queries: [
      '{ documents(filter: {issuerId: "TWG", docType: NGHI_QUYET}) { nodes { symbol abstract } pageInfo { hasNextPage } } }',
      '{ organisation(id: "TWG") { documentsIssued(filter: {docType: NGHI_QUYET}) { nodes { symbol abstract } pageInfo { hasNextPage } } } }',
    ],
  },
  {
    rule: 'R16',
    persona: 'P3',
    outcome: 'ROW',
    queries: [
      '{ documents(filter: {issuerId: "TWG", docType: QUYET_DINH, number: 17}) { nodes { id symbol } } }',
      '{ organisation(id: "TWG") { documentsIssued(filter: {docType: QUYET_DINH, number: 17}) { nodes { id symbol } } } }',
    ],
  },
  {
    rule: 'R17',
    persona: 'P4',
    outcome: 'SERVED',
    before: 'ROW',
    queries: [
      '{ document(id: "D-M-2015-031") { abstract } }',
      '{ d: document(id: "D-M-2015-031") { ... on Document { id abstract issuer { name } } } }',
    ],
  },
  {
    rule: 'R17',
    persona: 'P3',
    outcome: 'ROW',
    queries: [
      '{ document(id: "D-RAISED-008") { abstract } }',
      '{ d: document(id: "D-RAISED-008") { ... on Document { id symbol } } }',
    ],
  },
  {
    rule: 'R18',
    persona: 'P10',
    outcome: 'SERVED',
    queries: [
      '{ publicFeedback(first: 10) { id kind receivedOn status publicReply } }',
      '{ said: publicFeedback(first: 3) { ... on PublishedFeedback { id status publicReply } } }',
    ],
  },
  {
    rule: 'R18',
    persona: 'P3',
    outcome: 'FIELD',
    queries: [
      '{ feedbackItem(id: "F-0123") { submitterName submitterContact content } }',
      '{ f: feedbackItem(id: "F-0123") { ... on FeedbackItem { id c: content } } }',
    ],
  },
  {
    rule: 'R19',
    persona: 'P2',
    door: { purpose: 'STATISTICS' },
    outcome: 'SERVED',
    queries: [
      '{ organisation(id: "G07") { memberStats(by: THEORY_LEVEL) { key count suppressed } } }',
      '{ organisation(id: "G07.C012") { parent { memberStats(by: THEORY_LEVEL) { key count suppressed } } } }',
    ],
  },
  {
    rule: 'R19',
    persona: 'P5',
    outcome: 'FIELD',
    queries: [
      `{ members(filter: {cellId: "${CELL}", religion: "R2"}) { nodes { fullName } } }`,
      `{ organisation(id: "${CELL}") { members(filter: { religion: "R2" }) { nodes { fullName } } } }`,
    ],
  },
  {
    rule: 'R20',
    persona: 'P1',
    outcome: 'SERVED',
    queries: [
      '{ task(id: "T-0100") { responsibleName responsiblePosition leadOrg { name } } }',
      '{ document(id: "D-NQ57") { tasks(first: 25) { responsibleName responsiblePosition leadOrg { name } } } }',
    ],
  },
  {
    rule: 'R20',
    persona: 'P1',
    outcome: 'FIELD',
    queries: [
      '{ document(id: "D-NQ57") { signer { nationalId religion } tasks { responsible { nationalId } } } }',
      '{ task(id: "T-0100") { responsible { nationalId } updates { author { religion } } } }',
    ],
  },
  { rule: 'R21', ...VERIFICATION, door: { endUser: 'M-000124' }, outcome: 'SERVED', queries: VERIFIED },
  { rule: 'R21', ...VERIFICATION, outcome: 'FIELD', queries: VERIFIED },
];
