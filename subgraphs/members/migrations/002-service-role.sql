-- The service reads, and writes only what a move in the register changes: the paths of the moved cells' members, and how
-- many an organisation has. Its role has the owner's name without "_owner"; an operator who names roles otherwise
-- grants the same.
do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
begin
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('grant select on member, member_cell, quality_issue, member_count, admin_unit to %I', service);
    execute format('grant update (cell_path, province_path, commune_path) on member to %I', service);
    execute format('grant update (cell_path) on member_cell to %I', service);
    execute format('grant insert, update on member_count to %I', service);
  end if;
end $$;
