import { dayOf, NOW_DAY } from './days.js';

/** Types of party documents, their abbreviation in a symbol and their share in parts of 200 (domain.md § 4.3). */
export const DOC_TYPES = [
  { type: 'CONG_VAN', short: 'CV', title: 'Công văn', share: 90 },
  { type: 'BAO_CAO', short: 'BC', title: 'Báo cáo', share: 24 },
  { type: 'THONG_BAO', short: 'TB', title: 'Thông báo', share: 20 },
  { type: 'KE_HOACH', short: 'KH', title: 'Kế hoạch', share: 18 },
  { type: 'QUYET_DINH', short: 'QĐ', title: 'Quyết định', share: 16 },
  { type: 'TO_TRINH', short: 'TTr', title: 'Tờ trình', share: 10 },
  { type: 'KET_LUAN', short: 'KL', title: 'Kết luận', share: 6 },
  { type: 'HUONG_DAN', short: 'HD', title: 'Hướng dẫn', share: 6 },
  { type: 'NGHI_QUYET', short: 'NQ', title: 'Nghị quyết', share: 4 },
  { type: 'CHI_THI', short: 'CT', title: 'Chỉ thị', share: 1 },
  { type: 'QUY_CHE', short: 'QC', title: 'Quy chế', share: 1 },
  { type: 'QUY_DINH', short: 'QyĐ', title: 'Quy định', share: 1 },
  { type: 'CHUONG_TRINH', short: 'CTr', title: 'Chương trình', share: 1 },
  { type: 'DE_AN', short: 'ĐA', title: 'Đề án', share: 1 },
  { type: 'BIEN_BAN', short: 'BB', title: 'Biên bản', share: 1 },
] as const;

export type DocTypeRow = (typeof DOC_TYPES)[number];

/** A committee term: numbers start from 01 in each. Its share of an issuer's documents is in parts of 100. */
export interface Term {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

// Oldest documents are of 2017, so that no ten-year period ends near the clock except where it is meant to.
export const CENTRAL_TERMS: readonly Term[] = [
  { name: '2016-2021', from: dayOf(2017, 1, 3), to: dayOf(2021, 1, 24), share: 25 },
  { name: '2021-2026', from: dayOf(2021, 2, 1), to: dayOf(2026, 1, 18), share: 65 },
  { name: '2026-2031', from: dayOf(2026, 1, 24), to: NOW_DAY, share: 10 },
];
export const LOCAL_TERMS: readonly Term[] = [
  { name: '2015-2020', from: dayOf(2017, 1, 3), to: dayOf(2020, 9, 30), share: 25 },
  { name: '2020-2025', from: dayOf(2020, 10, 12), to: dayOf(2025, 8, 31), share: 60 },
  { name: '2025-2030', from: dayOf(2025, 9, 15), to: NOW_DAY, share: 15 },
];
