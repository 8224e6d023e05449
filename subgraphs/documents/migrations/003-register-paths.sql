-- The path that this agency's rows carry for each organisation: a change of the register that changes no path, or that
-- the rows carry already, touches no document.
create table document_path (
  org_id text collate "C" primary key,
  path text collate "C" not null
);

-- The service reads, and keeps the paths of its rows in step with the register; it changes nothing else. Its role has
-- the owner's name without "_owner"; an operator who names roles otherwise grants the same.
do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
begin
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('grant usage on schema public to %I', service);
    execute format('grant select, update (issuer_path, recipient_paths) on document to %I', service);
    execute format('grant select, insert, update on document_path to %I', service);
  end if;
end $$;
