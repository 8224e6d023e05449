-- Counts the changes of sharing agreements, so that every gateway on this database notices one by reading one row.
create table agreement_revision (
  only_row boolean primary key default true check (only_row),
  revision bigint not null
);
insert into agreement_revision values (true, 1);

create function count_agreement_change() returns trigger language plpgsql security definer set search_path from current as $$
begin
  update agreement_revision set revision = revision + 1;
  return null;
end $$;
create trigger sharing_agreement_changed
  after insert or update or delete or truncate on sharing_agreement
  for each statement execute function count_agreement_change();

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select on agreement_revision to gateway;
  end if;
end $$;
