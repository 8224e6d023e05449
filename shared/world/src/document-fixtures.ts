import type { Compartment, DocumentRecord, Secrecy } from './records.js';

/** What a fixture fixes; the rest of the record is made like any other document's. */
export interface DocumentFixture {
  readonly id: string;
  readonly docType: string;
  readonly short: string;
  readonly number: number;
  readonly term: string;
  readonly issuerId: string;
  readonly issuedOn: string;
  readonly subject: string;
  readonly circulation: DocumentRecord['circulation'];
  readonly recipientIds: readonly string[];
  readonly secrecy: Secrecy;
  readonly compartments: readonly Compartment[];
  readonly secrecySetOn: string | null;
  readonly secrecyUntil: string | null;
}

const PLAIN = { secrecy: 'UNCLASSIFIED', compartments: [], secrecySetOn: null, secrecyUntil: null } as const;

/** The resolutions from which tasks come: seven, and two that were added later as data. */
export const RESOLUTIONS: readonly { readonly number: number; readonly issuedOn: string; readonly theme: string }[] = [
  { number: 57, issuedOn: '2024-12-22', theme: 'khoa học, công nghệ và chuyển đổi số' },
  { number: 59, issuedOn: '2025-01-24', theme: 'hội nhập' },
  { number: 66, issuedOn: '2025-04-30', theme: 'xây dựng pháp luật' },
  { number: 68, issuedOn: '2025-05-04', theme: 'kinh tế tư nhân' },
  { number: 70, issuedOn: '2025-08-20', theme: 'an ninh năng lượng' },
  { number: 71, issuedOn: '2025-08-22', theme: 'giáo dục' },
  { number: 72, issuedOn: '2025-09-09', theme: 'y tế' },
  { number: 79, issuedOn: '2026-01-06', theme: 'kinh tế nhà nước' },
  { number: 80, issuedOn: '2026-01-07', theme: 'văn hóa' },
];

const RESOLUTION_FIXTURES = RESOLUTIONS.map(({ number, issuedOn, theme }): DocumentFixture => ({
  id: `D-NQ${number}`,
  docType: 'NGHI_QUYET',
  short: 'NQ',
  number,
  term: '2021-2026',
  issuerId: 'TWG',
  issuedOn,
  subject: `chủ đề: ${theme}`,
  circulation: 'PUBLIC',
  recipientIds: ['G07', 'G11', 'G12', 'VPTW'],
  ...PLAIN,
}));

/** The documents that the rules' examples name (domain.md § 3), sorted by id. */
export const DOCUMENT_FIXTURES: readonly DocumentFixture[] = [
  ...RESOLUTION_FIXTURES,
  {
    id: 'D-CV-9001',
    docType: 'CONG_VAN',
    short: 'CV',
    number: 9001,
    term: '2021-2026',
    issuerId: 'TWG',
    issuedOn: '2025-11-10',
    subject: 'trao đổi riêng với một địa phương',
    circulation: 'RECIPIENTS_ONLY',
    recipientIds: ['G11'],
    ...PLAIN,
  },
  {
    id: 'D-KL-0301',
    docType: 'KET_LUAN',
    short: 'KL',
    number: 301,
    term: '2020-2025',
    issuerId: 'G07.UBKT',
    issuedOn: '2025-05-20',
    subject: 'kết quả xem xét một trường hợp',
    circulation: 'RECIPIENTS_ONLY',
    recipientIds: ['G07', 'UBKTTW'],
    secrecy: 'CONFIDENTIAL',
    compartments: ['KIEM_TRA'],
    secrecySetOn: '2025-05-20',
    secrecyUntil: '2035-05-20',
  },
  {
    id: 'D-M-2015-031',
    docType: 'BAO_CAO',
    short: 'BC',
    number: 31,
    term: '2010-2015',
    issuerId: 'G07',
    issuedOn: '2015-03-10',
    subject: 'tình hình mười năm trước',
    circulation: 'RECIPIENTS_ONLY',
    recipientIds: ['TWG', 'G07.C012'],
    secrecy: 'CONFIDENTIAL',
    compartments: [],
    secrecySetOn: '2015-03-10',
    secrecyUntil: '2025-03-10',
  },
  {
    id: 'D-NS-0042',
    docType: 'TO_TRINH',
    short: 'TTr',
    number: 42,
    term: '2021-2026',
    issuerId: 'BTCTW',
    issuedOn: '2025-10-02',
    subject: 'phương án nhân sự',
    circulation: 'RECIPIENTS_ONLY',
    recipientIds: ['TWG'],
    secrecy: 'CONFIDENTIAL',
    compartments: ['NHAN_SU'],
    secrecySetOn: '2025-10-02',
    secrecyUntil: '2035-10-02',
  },
  {
    id: 'D-QD-0017',
    docType: 'QUYET_DINH',
    short: 'QĐ',
    number: 17,
    term: '2026-2031',
    issuerId: 'TWG',
    issuedOn: '2026-02-05',
    subject: 'một việc không công bố',
    circulation: 'RECIPIENTS_ONLY',
    recipientIds: ['BTCTW'],
    secrecy: 'SECRET',
    compartments: ['NHAN_SU'],
    secrecySetOn: '2026-02-05',
    secrecyUntil: '2046-02-05',
  },
  {
    id: 'D-RAISED-008',
    docType: 'THONG_BAO',
    short: 'TB',
    number: 8,
    term: '2026-2031',
    issuerId: 'TWG',
    issuedOn: '2026-02-20',
    subject: 'một thông báo vừa được nâng độ mật',
    circulation: 'PARTY_INTERNAL',
    recipientIds: ['G07', 'G11'],
    secrecy: 'SECRET',
    compartments: [],
    secrecySetOn: '2026-03-14',
    secrecyUntil: '2046-03-14',
  },
].toSorted((a, b) => (a.id < b.id ? -1 : 1)) as readonly DocumentFixture[];

export const FIXTURE_IDS: readonly string[] = DOCUMENT_FIXTURES.map(({ id }) => id);

/** Numbers that fixtures hold, by issuer and type: no generated series gives them out, in any term. */
export const FIXTURE_NUMBERS: ReadonlyMap<string, readonly number[]> = new Map(
  [...Map.groupBy(DOCUMENT_FIXTURES, ({ issuerId, docType }) => `${issuerId} ${docType}`)].map(([key, held]) => [
    key,
    held.map(({ number }) => number).toSorted((a, b) => a - b),
  ]),
);
