-- The agency's read-only copy of the organisations register, kept by the kit. Copy this file, as it is, into the
-- migrations of a subgraph whose rows belong to organisations.

create table org_register (
  id text collate "C" primary key,
  -- Materialised path, e.g. TW.G07.C012.
  path text collate "C" not null,
  status text not null,
  -- Version of the register in which the row last changed.
  version bigint not null
);
create index org_register_by_path on org_register (path);

create table org_register_copy (
  only_row boolean primary key default true check (only_row),
  -- Every change up to this version is applied.
  version bigint not null default 0,
  -- Whether the copy has once been as new as the register.
  complete boolean not null default false
);
insert into org_register_copy default values;

-- The service writes nothing but the copy. Its role has the owner's name without "_owner"; an operator who names roles
-- otherwise grants the same.
do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
begin
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('grant select, insert, update, delete on org_register to %I', service);
    execute format('grant select, update on org_register_copy to %I', service);
  end if;
end $$;
