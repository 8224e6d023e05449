-- The service reads and never writes. Its role has the owner's name without "_owner"; an operator who names roles
-- otherwise grants the same.
do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
begin
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('grant usage on schema public to %I', service);
    execute format('grant select on organisation, admin_unit, org_register to %I', service);
  end if;
end $$;
