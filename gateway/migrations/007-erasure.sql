-- What of the audit log's keys is destroyed, or must be kept: asked for by one person, approved by another.
create table erasure (
  id text primary key,
  kind text not null check (kind in ('SHRED', 'HOLD', 'LIFT')),
  -- Whom it is about: a type, or a field whose value the ids are.
  of_type text not null,
  ids text[] not null,
  -- Of a lift: the hold that it ends.
  hold text references erasure,
  ground text not null,
  asked_by text not null,
  -- The member that the account is bound to: two accounts of one person are one person.
  asked_person text not null,
  asked_at timestamptz not null,
  lapses_at timestamptz not null,
  approved_by text,
  approved_person text,
  approved_at timestamptz,
  -- Of a shred: ids that were under a hold when it was approved, and are kept.
  kept text[] not null default '{}',
  check (approved_person <> asked_person),
  check ((kind = 'LIFT') = (hold is not null)),
  check (num_nulls(approved_by, approved_person, approved_at) in (0, 3))
);
create unique index erasure_lifted_once on erasure (hold) where approved_at is not null;

-- Each gateway has a log of its own, with keys of its own: on which the keys were destroyed.
create table erasure_done (
  erasure text not null references erasure,
  node text not null,
  done_at timestamptz not null,
  primary key (erasure, node)
);

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select, insert, update on erasure to gateway;
    grant select, insert on erasure_done to gateway;
  end if;
end $$;
