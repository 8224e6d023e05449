-- A merger is alone: no other one, and no other change of the register, happens meanwhile.
create or replace function merge_organisations(from_ids text[], into_id text, on_date date) returns void language plpgsql as $$
declare
  heir organisation;
  merged organisation;
  moved organisation;
begin
  -- The whole table: a merger of bodies above or below would move bodies that this one has read, and leave them behind.
  lock table organisation in share row exclusive mode;

  select * into heir from organisation where id = into_id;
  if heir.id is null or heir.status <> 'ACTIVE' then
    raise exception 'the successor % is not an active organisation', into_id;
  end if;
  if coalesce(cardinality(from_ids), 0) = 0 or into_id = any (from_ids) then
    raise exception 'name the organisations to merge, the successor not among them';
  end if;
  if (select count(*) from organisation o where o.id = any (from_ids) and o.status = 'ACTIVE' and o.level = heir.level)
      <> (select count(distinct id) from unnest(from_ids) as id) then
    raise exception 'every organisation to merge must be active and of the level of %', into_id;
  end if;
  if exists (
    select from organisation a join organisation b on b.path >= a.path || '.' and b.path < a.path || '/'
    where a.id = any (from_ids || into_id) and b.id = any (from_ids || into_id)
  ) then
    raise exception 'none of the organisations may stand under another of them';
  end if;

  for merged in select * from organisation where id = any (from_ids) order by id loop
    for moved in select * from organisation where parent_id = merged.id order by path loop
      -- A moved body's segment is its own id, which no sister under the successor can have.
      update organisation
        set path = heir.path || '.' || replace(moved.id, '.', '-') || substr(path, length(moved.path) + 1)
        where path = moved.path or (path >= moved.path || '.' and path < moved.path || '/');
    end loop;
    update organisation set parent_id = heir.id where parent_id = merged.id;
  end loop;

  update organisation set status = 'MERGED', dissolved_on = on_date, successor_ids = array[into_id]
    where id = any (from_ids);

  -- The territory follows where it was the merged body's own.
  update admin_unit u
    set valid_to = on_date, replaced_by = array[heir.admin_unit_code],
        type = case when heir.level = 'COMMUNE' then 'COMMUNE_FORMER' else u.type end
    from organisation o
    where o.id = any (from_ids) and u.code = o.admin_unit_code
      and heir.admin_unit_code is not null and u.code <> heir.admin_unit_code and u.valid_to is null;
end $$;
