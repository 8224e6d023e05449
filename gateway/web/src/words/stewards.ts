import type { Said } from './language.ts';

/** Who answers for a field, by the code on its label; ISSUER and LEAD differ from row to row. */
export const STEWARDS: Readonly<Record<string, Said>> = {
  VPTW: { en: 'Central Office', fr: 'Bureau central', vi: 'Văn phòng Trung ương' },
  BTCTW: {
    en: 'Central Organisation Commission',
    fr: 'Commission centrale d’organisation',
    vi: 'Ban Tổ chức Trung ương',
  },
  UBKTTW: {
    en: 'Central Inspection Commission',
    fr: 'Commission centrale d’inspection',
    vi: 'Ủy ban Kiểm tra Trung ương',
  },
  MOHA: { en: 'Ministry of Home Affairs', fr: 'Ministère des Affaires intérieures', vi: 'Bộ Nội vụ' },
  C06: {
    en: 'National population database',
    fr: 'Base nationale de la population',
    vi: 'Cơ sở dữ liệu quốc gia về dân cư',
  },
  ISSUER: { en: 'The issuing agency', fr: 'L’organisme émetteur', vi: 'Cơ quan ban hành' },
  LEAD: { en: 'The lead agency', fr: 'L’organisme pilote', vi: 'Cơ quan chủ trì' },
};
