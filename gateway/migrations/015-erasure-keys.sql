-- How many keys of its subjects an erasure found and destroyed in a log: none tells that it named nobody whom that log knows.
-- Null where it was carried out before this was counted.
alter table erasure_done add column keys integer;

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant update (done_at, waiting, keys) on erasure_done to gateway;
  end if;
end $$;
