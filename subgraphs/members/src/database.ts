import type { Secrecy } from '@agency-graph/contract';

/** Tables as `migrations/` makes them. Dates come as `YYYY-MM-DD`; instants are formatted in SQL. */
export interface MembersDatabase {
  member: MemberTable;
  quality_issue: QualityIssueTable;
  member_cell: MemberCellTable;
  member_count: MemberCountTable;
  admin_unit: AdminUnitTable;
  org_register: RegisterTable;
}

export interface MemberTable {
  date_of_birth: string;
  civil_date_of_birth: string | null;
  admission_date: string;
  official_date: string | null;
  identity_verified_at: string | null;
  updated_at: string;
  checks_applied: number;
  checks_failed: number;
  id: string;
  name_key: string;
  cell_id: string;
  cell_path: string;
  province_path: string;
  commune_path: string;
  status: string;
  secrecy: Secrecy;
  full_name: string;
  birth_name: string | null;
  gender: string;
  hometown_code: string | null;
  hometown_raw: string;
  permanent_address: string;
  phone: string;
  national_id: string | null;
  card_number: string | null;
  profile_number: string;
  ethnicity: string;
  religion: string;
  general_education: string;
  professional_qualification: string;
  theory_level: string;
  occupation: string;
  party_position: string | null;
  foreign_languages: readonly string[] | null;
  badges: readonly StoredBadge[] | null;
  discipline: readonly StoredDiscipline[] | null;
  transfers: readonly StoredTransfer[] | null;
  annual_reviews: readonly StoredReview[] | null;
}

/** Columns that hang on a row, are wide or mostly null, and are read only when asked for. */
export const ATTACHED = ['foreign_languages', 'badges', 'discipline', 'transfers', 'annual_reviews'] as const;
export type Attached = (typeof ATTACHED)[number];

export interface StoredBadge {
  readonly years: number;
  readonly awardedOn: string;
  readonly number: string;
}
export interface StoredDiscipline {
  readonly form: string;
  readonly decidedOn: string;
  readonly decidedById: string;
  readonly decisionId: string | null;
  readonly grounds: string;
  readonly published: boolean;
}
export interface StoredTransfer {
  readonly kind: string;
  readonly fromId: string;
  readonly toId: string;
  readonly introducedOn: string;
  readonly acceptedOn: string | null;
}
export interface StoredReview {
  readonly year: number;
  readonly rating: string;
}

interface QualityIssueTable {
  member_id: string;
  code: string;
  field: string;
  detected_at: string;
  fixed_at: string | null;
}

interface MemberCellTable {
  cell_id: string;
  cell_path: string;
}

interface MemberCountTable {
  parent_path: string;
  org_path: string;
  grouping: string;
  key: string;
  n: number;
}

interface AdminUnitTable {
  code: string;
  name: string;
  type: string;
  parent_code: string | null;
  valid_from: string;
  valid_to: string | null;
  replaced_by: readonly string[];
}

interface RegisterTable {
  id: string;
  path: string;
  status: string;
  version: string;
}
