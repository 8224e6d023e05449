-- The register as other agencies copy it: each change of a path or status has a version of its own.

create table org_register (
  id text collate "C" primary key,
  path text collate "C" not null,
  status text not null,
  version bigint not null
);
create unique index org_register_by_version on org_register (version);

create table org_register_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into org_register_version (version) values (0);

-- INVARIANT: whoever sees version n sees every version below n. The counter's row stays locked until the transaction
-- ends, so versions become visible in the order of their numbers; a sequence would not give that.
create function org_register_record() returns trigger language plpgsql as $$
declare
  last bigint;
  recorded bigint;
begin
  if not exists (
    select from changed c left join org_register r on r.id = c.id
    where r.id is null or r.path <> c.path or r.status <> c.status
  ) then
    return null;
  end if;
  select version into last from org_register_version for update;
  insert into org_register as r (id, path, status, version)
    select c.id, c.path, c.status, last + row_number() over (order by c.path)
    from changed c left join org_register known on known.id = c.id
    where known.id is null or known.path <> c.path or known.status <> c.status
    on conflict (id) do update set path = excluded.path, status = excluded.status, version = excluded.version;
  get diagnostics recorded = row_count;
  update org_register_version set version = last + recorded;
  return null;
end $$;

-- By statement, not by row: a load of 215,000 rows moves the counter once.
create trigger organisation_added after insert on organisation
  referencing new table as changed for each statement execute function org_register_record();
create trigger organisation_changed after update on organisation
  referencing new table as changed for each statement execute function org_register_record();

create function organisation_never_deleted() returns trigger language plpgsql as $$
begin
  raise exception 'an organisation is never deleted: mark it DISSOLVED, or merge it';
end $$;
create trigger organisation_kept before delete on organisation
  for each statement execute function organisation_never_deleted();
