import type { MemberRecord } from '@agency-graph/world';
import { nameKey } from './name-key.js';
import type { Findings } from './quality/check-record.js';
import { prefixOf } from './reach.js';

/** A record with what is stored beside it. */
export interface ToStore {
  readonly record: MemberRecord;
  /** The register's path of its cell. */
  readonly cellPath: string;
  readonly findings: Findings;
}

type Column = (from: ToStore) => unknown;

const listOrNull = (list: readonly unknown[]): readonly unknown[] | null => (list.length === 0 ? null : list);

/** Columns of `member`, and where each value comes from. */
const COLUMNS: Readonly<Record<string, Column>> = {
  date_of_birth: ({ record }) => record.dateOfBirth,
  civil_date_of_birth: ({ record }) => record.civilDateOfBirth,
  admission_date: ({ record }) => record.admissionDate,
  official_date: ({ record }) => record.officialDate,
  identity_verified_at: ({ record }) => record.identityVerifiedAt,
  updated_at: ({ record }) => record.updatedAt,
  checks_applied: ({ findings }) => findings.applied,
  checks_failed: ({ findings }) => findings.failed,
  id: ({ record }) => record.id,
  name_key: ({ record }) => nameKey(record.fullName),
  cell_id: ({ record }) => record.cellId,
  cell_path: ({ cellPath }) => cellPath,
  province_path: ({ cellPath }) => prefixOf(cellPath, 2),
  commune_path: ({ cellPath }) => prefixOf(cellPath, 3),
  status: ({ record }) => record.status,
  secrecy: ({ record }) => record.secrecy,
  full_name: ({ record }) => record.fullName,
  birth_name: ({ record }) => record.birthName,
  gender: ({ record }) => record.gender,
  hometown_code: ({ record }) => record.hometownCode,
  hometown_raw: ({ record }) => record.hometownRaw,
  permanent_address: ({ record }) => record.permanentAddress,
  phone: ({ record }) => record.phone,
  national_id: ({ record }) => record.nationalId,
  card_number: ({ record }) => record.cardNumber,
  profile_number: ({ record }) => record.profileNumber,
  ethnicity: ({ record }) => record.ethnicity,
  religion: ({ record }) => record.religion,
  general_education: ({ record }) => record.generalEducation,
  professional_qualification: ({ record }) => record.professionalQualification,
  theory_level: ({ record }) => record.theoryLevel,
  occupation: ({ record }) => record.occupation,
  party_position: ({ record }) => record.partyPosition,
  foreign_languages: ({ record }) => listOrNull(record.foreignLanguages),
  badges: ({ record }) => listOrNull(record.badges),
  discipline: ({ record }) => listOrNull(record.discipline),
  transfers: ({ record }) => listOrNull(record.transfers),
  annual_reviews: ({ record }) => listOrNull(record.annualReviews),
};

export const MEMBER_COLUMNS: readonly string[] = Object.keys(COLUMNS);
const VALUES: readonly Column[] = Object.values(COLUMNS);

/** A row of `member`, in the order of `MEMBER_COLUMNS`. */
export const memberRow = (from: ToStore): readonly unknown[] => VALUES.map((value) => value(from));
