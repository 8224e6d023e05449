-- The organisations register and the administrative units.
-- Text that is compared, ordered or searched by prefix is collate "C": the same order on every PostgreSQL.

create table admin_unit (
  code text collate "C" primary key,
  name text not null,
  type text not null,
  parent_code text collate "C",
  valid_from date not null,
  valid_to date,
  replaced_by text[] not null
);

create table organisation (
  id text collate "C" primary key,
  code text collate "C" not null,
  name text not null,
  short_name text not null,
  block text collate "C" not null,
  level text collate "C" not null,
  kind text not null,
  functions text[] not null,
  status text not null check (status in ('ACTIVE', 'MERGED', 'DISSOLVED')),
  parent_id text collate "C",
  -- Two bodies with one path would share each other's rights, so the path is unique.
  path text collate "C" not null,
  admin_unit_code text collate "C",
  established_on date not null,
  dissolved_on date,
  successor_ids text[] not null,
  secrecy text not null,
  data_focal_point text,
  network_points integer
);

create unique index organisation_by_path on organisation (path);
create index organisation_by_code on organisation (code);
create index organisation_by_parent on organisation (parent_id, path);
create index organisation_by_level on organisation (level, path);
create index organisation_by_block on organisation (block, path);
create index organisation_by_admin_unit on organisation (admin_unit_code);
