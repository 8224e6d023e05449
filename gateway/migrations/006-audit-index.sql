-- The index of the audit log: where entries stand that answer a question. Nothing in it is believed: whatever it finds
-- is read from the log again. It can be dropped and made anew from the log at any time.
create schema audit_index;

-- Logs by name; postings carry their number.
create table audit_index.origin (
  number smallint generated always as identity primary key,
  name text collate "C" not null unique
);

-- What was posted, in one piece each: a batch that two shippers read is posted by one of them.
create table audit_index.batch (
  origin smallint not null references audit_index.origin,
  first bigint not null,
  -- The first leaf of the next batch.
  next bigint not null check (next > first),
  postings bigint not null,
  primary key (origin, first)
);
create index batch_by_next on audit_index.batch (origin, next desc);

-- An entry answers a key. Everything that is asked is a range of this key's order.
create table audit_index.posting (
  key uuid not null,
  at timestamptz not null,
  origin smallint not null,
  index bigint not null,
  primary key (key, at, origin, index)
) partition by range (at);
-- Leaves are posted in their order, so that what is said of some of them stands together: for checking it against the log.
create index posting_by_leaf on audit_index.posting using brin (origin, index) with (pages_per_range = 32, autosummarize = on);

-- Field sets and operations by what they say: few, asked before the postings of a question about them.
create table audit_index.fieldset (
  origin smallint not null,
  index bigint not null,
  says text collate "C" not null check (says in ('agency', 'agreement', 'field')),
  value text collate "C" not null,
  primary key (says, value, origin, index)
);
create table audit_index.operation (
  origin smallint not null,
  index bigint not null,
  value text collate "C" not null,
  primary key (value, origin, index)
);

-- The shipper may only insert, so a month's partition is made for it.
create function audit_index.ensure_month(day date) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  first date := date_trunc('month', day)::date;
  name text := 'posting_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('audit_index.' || name) is not null then return; end if;
  execute format(
    'create table audit_index.%I partition of audit_index.posting for values from (%L) to (%L)',
    name, first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00'
  );
exception
  -- Another shipper was first.
  when duplicate_table then null;
end $$;

-- The gateway's role reads and inserts, and can change or remove nothing. Where an operator gives the two away to roles
-- of their own, these names are used.
do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
  one name;
begin
  revoke all on function audit_index.ensure_month from public;
  foreach one in array array[service, service || '_index_writer'] loop
    if one <> current_user and exists (select from pg_roles where rolname = one) then
      execute format('grant usage on schema audit_index to %I', one);
      execute format('grant insert on all tables in schema audit_index to %I', one);
      execute format('grant execute on function audit_index.ensure_month to %I', one);
    end if;
  end loop;
  foreach one in array array[service, service || '_index_reader'] loop
    if one <> current_user and exists (select from pg_roles where rolname = one) then
      execute format('grant usage on schema audit_index to %I', one);
      execute format('grant select on all tables in schema audit_index to %I', one);
    end if;
  end loop;
end $$;
