-- What one batch posts under one key is one row: an organisation or a purpose, which a hundred thousand entries have,
-- would otherwise be most of the index. The gateway ships its log anew.
drop table audit_index.posting;
truncate audit_index.batch, audit_index.fieldset, audit_index.operation;

create table audit_index.posting (
  key uuid not null,
  origin smallint not null,
  -- The first leaf of the batch.
  batch bigint not null,
  -- When the first and when the last of the entries was; both in one month.
  at timestamptz not null,
  until timestamptz not null,
  n integer not null,
  -- Steps from the batch's first leaf to the first entry and from each to the next, in LEB128.
  leaves bytea not null,
  primary key (key, origin, batch, at)
) partition by range (at);
-- For holding a batch against the log.
create index posting_by_batch on audit_index.posting (origin, batch);
create index fieldset_by_leaf on audit_index.fieldset (origin, index);
create index operation_by_leaf on audit_index.operation (origin, index);

do $$
declare
  service name := regexp_replace(current_user, '_owner$', '');
  one name;
begin
  foreach one in array array[service, service || '_index_writer'] loop
    if one <> current_user and exists (select from pg_roles where rolname = one) then
      execute format('grant insert on audit_index.posting to %I', one);
    end if;
  end loop;
  foreach one in array array[service, service || '_index_reader'] loop
    if one <> current_user and exists (select from pg_roles where rolname = one) then
      execute format('grant select on audit_index.posting to %I', one);
    end if;
  end loop;
end $$;
