-- Of a shred that a log is about to carry out: who had a key there. It is counted with what is done and forgotten, for after
-- the destruction of keys nothing tells whose they were: one that was cut short would say that it had destroyed none.
create table erasure_found (
  erasure text not null references erasure,
  log text not null,
  id text not null,
  primary key (erasure, log, id)
);

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select, insert, delete on erasure_found to gateway;
  end if;
end $$;
