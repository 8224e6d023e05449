-- How much was read, by whom: shared by all gateways on this database, and kept when they stop. A bucket is an account
-- or an organisation's agreement, with what it counts.
create table volume_day (
  bucket text collate "C" not null,
  day date not null,
  subjects integer not null,
  primary key (bucket, day)
);

-- Subjects as blind tokens: 64 bits of a keyed hash.
create table volume_subject (
  bucket text collate "C" not null,
  day date not null,
  subject bigint not null,
  primary key (bucket, day, subject)
);

create table volume_hour (
  bucket text collate "C" primary key,
  calls timestamptz[] not null
);

-- Counts the wanted subjects that are not counted yet, in their order, as far as `most` allows; returns those of the
-- wanted that are counted. The bucket's row is locked first, so that queries in parallel are counted one after the other.
create function take_subjects(which text, today date, wanted bigint[], most integer) returns bigint[]
language plpgsql as $$
declare
  taken integer;
  fresh integer;
begin
  insert into volume_day (bucket, day, subjects) values (which, today, 0) on conflict do nothing;
  if found then
    delete from volume_subject where bucket = which and day < today - 1;
    delete from volume_day where bucket = which and day < today - 1;
  end if;
  select subjects into taken from volume_day where bucket = which and day = today for update;
  with counted as (
    insert into volume_subject (bucket, day, subject)
    select which, today, subject
    from unnest(wanted) with ordinality as want (subject, place)
    where not exists (
      select from volume_subject as known
      where known.bucket = which and known.day = today and known.subject = want.subject
    )
    group by subject
    order by min(place)
    limit greatest(most - taken, 0)
    returning 1
  )
  select count(*) into fresh from counted;
  if fresh > 0 then
    update volume_day set subjects = taken + fresh where bucket = which and day = today;
  end if;
  return array(
    select subject from volume_subject where bucket = which and day = today and subject = any(wanted)
  );
end $$;

-- Counts so many calls at once, or none where that would be more than `most` within an hour before `at`.
create function take_calls(which text, at timestamptz, number integer, most integer) returns boolean
language plpgsql as $$
declare
  recent timestamptz[];
begin
  insert into volume_hour (bucket, calls) values (which, '{}') on conflict do nothing;
  select array(select call from unnest(calls) as call where call > at - interval '1 hour') into recent
  from volume_hour where bucket = which for update;
  if cardinality(recent) + number > most then
    return false;
  end if;
  update volume_hour set calls = recent || array_fill(at, array[number]) where bucket = which;
  return true;
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select, insert, update, delete on volume_day, volume_subject, volume_hour to gateway;
  end if;
end $$;
