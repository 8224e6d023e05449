-- Of a shred: ids that came under a hold before the node destroyed their keys, which wait until it is lifted.
alter table erasure_done add column waiting text[] not null default '{}';

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant update (done_at, waiting) on erasure_done to gateway;
  end if;
end $$;
