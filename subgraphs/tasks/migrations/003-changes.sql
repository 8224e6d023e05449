-- What may be changed through the graph: reports on progress, and answers to opinions. Each key of a caller has one effect.
create table change_once (
  -- The caller's pseudonym towards this agency.
  caller text collate "C" not null,
  mutation text collate "C" not null,
  key text collate "C" not null,
  input_hash text not null,
  at timestamptz not null,
  row_id text collate "C",
  primary key (caller, mutation, key)
);

-- A report may come from an account that is no member's.
alter table progress_update alter column author_id drop not null;
alter table progress_update alter column author_name drop not null;

do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
begin
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('grant select, insert on change_once to %I', service);
    execute format('grant update (row_id) on change_once to %I', service);
    execute format('grant insert on progress_update to %I', service);
    execute format('grant update (progress_pct, status) on task to %I', service);
    execute format('grant update (reply, status) on feedback_item to %I', service);
  end if;
end $$;
