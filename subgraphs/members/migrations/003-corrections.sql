-- Requests to correct a member's file: a queue of its field's steward. Nothing here changes the file.
create table correction_request (
  id bigint generated always as identity primary key,
  member_id text collate "C" not null,
  field text not null,
  -- Who answers for the field.
  steward text collate "C" not null,
  reason text not null,
  by_org_id text collate "C" not null,
  at timestamptz not null,
  status text not null default 'OPEN'
);
create index correction_by_steward on correction_request (steward, status, id);

-- Each key of a caller has one effect.
create table change_once (
  caller text collate "C" not null,
  mutation text collate "C" not null,
  key text collate "C" not null,
  input_hash text not null,
  at timestamptz not null,
  row_id text collate "C",
  primary key (caller, mutation, key)
);

do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
begin
  if service <> current_user and exists (select from pg_roles where rolname = service) then
    execute format('grant select, insert on change_once to %I', service);
    execute format('grant update (row_id) on change_once to %I', service);
    execute format('grant insert on correction_request to %I', service);
  end if;
end $$;
