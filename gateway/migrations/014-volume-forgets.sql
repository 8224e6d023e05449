-- Old days went only when the same bucket was counted in again: of an account that stopped, also of one that was erased,
-- the subjects stayed. Whichever bucket begins its day now takes some of all that is over with it; those that another
-- transaction takes at the moment are left to it.
create index volume_day_by_day on volume_day (day);
create index volume_subject_by_day on volume_subject (day);

create or replace function take_subjects(which text, today date, wanted bigint[], most integer) returns bigint[]
language plpgsql as $$
declare
  taken integer;
  fresh integer;
begin
  insert into volume_day (bucket, day, subjects) values (which, today, 0) on conflict do nothing;
  if found then
    delete from volume_subject where ctid in (
      select ctid from volume_subject where bucket = which and day < today - 1 for update skip locked
    );
    delete from volume_subject where ctid in (
      select ctid from volume_subject where day < today - 1 order by day limit 1000 for update skip locked
    );
    delete from volume_day where ctid in (
      select ctid from volume_day where day < today - 1 order by day limit 10 for update skip locked
    );
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
