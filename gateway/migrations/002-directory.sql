-- The account directory: what a caller may be, dated; tokens only say who.
create table account (
  id text primary key,
  issuer text not null,
  sub text not null,
  kind text not null check (kind in ('PERSON', 'APPLICATION')),
  member_id text,
  org_id text not null,
  -- Lists of {value, from, to}: from a day inclusive to a day exclusive, null is open.
  functions jsonb not null,
  clearance jsonb not null,
  compartments jsonb not null,
  purposes jsonb not null,
  status text not null check (status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
  valid_from date not null,
  valid_to date,
  unique (issuer, sub)
);

-- What of an organisation never changes; path and status follow the register.
create table organisation (
  id text collate "C" primary key,
  block text not null,
  level text not null
);

create table sharing_agreement (
  id text not null,
  version integer not null,
  steward text not null,
  assignees text[] not null,
  dataset text not null,
  coordinates text[] not null,
  purposes text[] not null,
  valid_from date not null,
  valid_to date not null,
  max_rows_per_query integer,
  max_subjects_per_day integer,
  duties text[] not null,
  status text not null check (status in ('IN_FORCE', 'REVOKED', 'DRAFT')),
  primary key (id, version)
);

create table purpose (
  code text primary key,
  label text not null,
  dpv_parent text not null,
  legal_basis text not null
);

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select on account, organisation, sharing_agreement, purpose to gateway;
  end if;
end $$;
