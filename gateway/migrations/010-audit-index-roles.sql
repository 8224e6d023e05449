-- What ships the log into audit_index may insert, what searches it may read, and neither can do the other's work. Where
-- there are two roles for that, the gateway's own has nothing to do with the index any more.
do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
  writer name := service || '_index_writer';
  reader name := service || '_index_reader';
begin
  if (select count(*) from pg_roles where rolname in (writer, reader)) < 2 then
    raise notice 'no roles % and %: % ships and searches', writer, reader, service;
    return;
  end if;
  execute format('grant usage on schema audit_index to %I, %I', writer, reader);
  execute format('grant insert on all tables in schema audit_index to %I', writer);
  execute format('grant execute on function audit_index.ensure_month to %I', writer);
  execute format('grant select on all tables in schema audit_index to %I', reader);
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('revoke all on all tables in schema audit_index from %I', service);
    execute format('revoke all on function audit_index.ensure_month from %I', service);
    execute format('revoke all on schema audit_index from %I', service);
  end if;
end $$;
