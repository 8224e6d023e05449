-- The service reads its tables and writes nothing of them but the paths that follow the register. Its role has the
-- owner's name without "_owner"; an operator who names roles otherwise grants the same.
do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
begin
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('grant select on task, task_indicator, progress_update, feedback_item to %I', service);
    execute format('grant update (lead_path, co_paths) on task to %I', service);
    execute format('grant update (handler_path) on feedback_item to %I', service);
  end if;
end $$;
