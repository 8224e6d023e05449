-- Four eyes on questions about persons: whom auditors asked about, and what another auditor approved.
create table audit_asked (
  -- The member that the auditor's account is bound to: two accounts of one person are one person.
  person text not null,
  case_reference text not null,
  -- Blind, as in the auditors' own log.
  subject text not null,
  asked_at timestamptz not null,
  primary key (person, case_reference, subject)
);

create table audit_approval (
  id text primary key,
  case_reference text not null,
  asked_by text not null,
  asked_person text not null,
  asked_org text not null,
  asked_at timestamptz not null,
  lapses_at timestamptz not null,
  approved_by text,
  approved_person text,
  approved_org text,
  approved_at timestamptz,
  ends_at timestamptz,
  check (approved_person <> asked_person),
  check (num_nulls(approved_by, approved_person, approved_org, approved_at, ends_at) in (0, 5))
);
create index audit_approval_by_person on audit_approval (asked_person, case_reference, ends_at);

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select, insert, update on audit_asked, audit_approval to gateway;
  end if;
end $$;
