-- TOP_SECRET organisations are stored and told to nobody, so the register that others copy has none of them: one that was
-- never told of does not come in, and one that was becomes an entry outside the tree, WITHDRAWN, under a version of its own.
-- Its path is one that no other organisation has or lies under, so that what hangs on it is in nobody's reach.
create or replace function org_register_record() returns trigger language plpgsql as $$
declare
  last bigint;
  recorded bigint;
begin
  if not exists (
    select from changed c left join org_register r on r.id = c.id
    where case when c.secrecy = 'TOP_SECRET' then r.status <> 'WITHDRAWN'
      else r.id is null or r.path <> c.path or r.status <> c.status end
  ) then
    return null;
  end if;
  select version into last from org_register_version for update;
  insert into org_register as r (id, path, status, version)
    select c.id, told.path, told.status, last + row_number() over (order by c.path)
    from changed c
    cross join lateral (
      select case when c.secrecy = 'TOP_SECRET' then '~' || replace(c.id, '.', '~') else c.path end as path,
        case when c.secrecy = 'TOP_SECRET' then 'WITHDRAWN' else c.status end as status
    ) told
    left join org_register known on known.id = c.id
    where known.path <> told.path or known.status <> told.status
      or (known.id is null and c.secrecy <> 'TOP_SECRET')
    on conflict (id) do update set path = excluded.path, status = excluded.status, version = excluded.version;
  get diagnostics recorded = row_count;
  update org_register_version set version = last + recorded;
  return null;
end $$;

-- Those that are in the register already leave it, by the trigger.
update organisation set secrecy = secrecy where secrecy = 'TOP_SECRET';
