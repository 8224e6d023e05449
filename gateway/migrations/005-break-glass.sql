-- Wider access in an emergency: asked for by one person, approved by another, for named records and a short time.
create table break_glass (
  id text primary key,
  incident text not null,
  reason text not null,
  row_type text not null,
  row_ids text[] not null,
  purpose text not null,
  minutes integer not null check (minutes > 0),
  asked_by text not null,
  -- The member that the account is bound to: two accounts of one person are one person.
  asked_person text not null,
  asked_org text not null,
  asked_path text not null,
  -- Told when it is approved, by the labels of the type.
  stewards text[] not null,
  asked_at timestamptz not null,
  lapses_at timestamptz not null,
  approved_by text,
  approved_person text,
  approved_at timestamptz,
  ends_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  check (approved_person <> asked_person),
  check (num_nulls(approved_by, approved_person, approved_at, ends_at) in (0, 4))
);
create index break_glass_by_end on break_glass (ends_at);

-- Stewards that were told of it, the moment it was approved.
create table break_glass_notice (
  break_glass text not null references break_glass,
  steward text not null,
  told_at timestamptz not null,
  primary key (break_glass, steward)
);

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select, insert, update on break_glass to gateway;
    grant select, insert on break_glass_notice to gateway;
  end if;
end $$;
