-- Party members, what hangs on them, and what the detectors found wrong with them.
-- Text that is compared, ordered or searched by prefix is collate "C": the same order on every PostgreSQL.
-- Keys are unique indexes instead of constraints, so that a bulk load can drop and rebuild every index alike.

create table member (
  date_of_birth date not null,
  -- Birth date that the population database confirmed; evidence for the detectors, never in the graph.
  civil_date_of_birth date,
  admission_date date not null,
  official_date date,
  identity_verified_at timestamptz,
  updated_at timestamptz not null,
  -- Bit n set: check Qn applied to this record, or failed on it (src/quality/catalogue.ts).
  checks_applied integer not null,
  checks_failed integer not null,
  id text collate "C" not null,
  -- Full name without diacritics, lower case, single spaces (src/name-key.ts): order and search.
  name_key text collate "C" not null,
  cell_id text collate "C" not null,
  -- The register's path of the cell, kept in step with org_register, and its first two and three segments.
  cell_path text collate "C" not null,
  province_path text collate "C" not null,
  commune_path text collate "C" not null,
  status text collate "C" not null,
  secrecy text collate "C" not null,
  full_name text not null,
  birth_name text,
  gender text collate "C" not null,
  hometown_code text collate "C",
  hometown_raw text not null,
  permanent_address text not null,
  phone text not null,
  national_id text collate "C",
  card_number text collate "C",
  profile_number text not null,
  ethnicity text collate "C" not null,
  religion text collate "C" not null,
  general_education text not null,
  professional_qualification text not null,
  theory_level text collate "C" not null,
  occupation text not null,
  party_position text,
  -- Null where there are none. Beside the row and read whole: a page of reviews costs no join, a load no second table.
  foreign_languages json,
  badges json,
  discipline json,
  transfers json,
  annual_reviews json
) with (fillfactor = 100);

-- Cells that have members, with the path that their rows carry: tells in one look which cells the register moved.
create table member_cell (
  cell_id text collate "C" not null,
  cell_path text collate "C" not null
);

create table quality_issue (
  member_id text collate "C" not null,
  code text collate "C" not null,
  field text collate "C" not null,
  detected_at timestamptz not null,
  fixed_at timestamptz
);

-- How many members an organisation of the upper three levels has in each group; lower ones are counted on demand.
create table member_count (
  -- Path of the organisation above; empty for a root.
  parent_path text collate "C" not null,
  org_path text collate "C" not null,
  grouping text collate "C" not null,
  key text collate "C" not null,
  n integer not null
);

-- Reference data of the detectors: administrative units, past ones among them.
create table admin_unit (
  code text collate "C" not null,
  name text not null,
  type text not null,
  parent_code text collate "C",
  valid_from date not null,
  valid_to date,
  replaced_by text[] not null
);

create unique index member_key on member (id);
create index member_by_name on member (name_key, id);
create index member_by_province on member (province_path, name_key, id);
create index member_by_commune on member (commune_path, name_key, id);
create index member_by_commune_status on member (commune_path, status, name_key, id);
-- Fewer than a few hundred members lie under a path of four segments or more: found here, sorted on demand.
create index member_by_cell on member (cell_path);
-- Nine of ten members are OFFICIAL: asking for them needs no index, and the others' is small.
create index member_by_status on member (status, name_key, id) where status <> 'OFFICIAL';
create index member_by_province_status on member (province_path, status, name_key, id) where status <> 'OFFICIAL';
-- Likewise all but the most frequent religion: a rare or unknown code must not be sought among all names.
create index member_by_religion on member (religion, name_key, id) where religion <> 'R0';
create index member_by_national_id on member (national_id) where national_id is not null;
create unique index member_cell_key on member_cell (cell_id);
create index quality_issue_by_member on quality_issue (member_id, code);
create unique index member_count_key on member_count (org_path, grouping, key);
create index member_count_by_parent on member_count (parent_path, grouping);
create unique index admin_unit_key on admin_unit (code);
