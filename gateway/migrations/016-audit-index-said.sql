-- A log defines its field sets and operations again and again: posted by where they were defined, they became more than a
-- question can be asked by. Now their key is a digest of what they say, which stands here once. The gateway ships its log
-- anew.
-- In this order the tables are locked, which is that of a gateway that is shipping.
truncate audit_index.batch, audit_index.fieldset, audit_index.operation, audit_index.posting;

-- The keys of all field sets and operations that it posts under: what is said of these is held against the log with it.
alter table audit_index.batch add column definitions uuid[] not null;

-- Primary keys and indexes over a column go with it.
alter table audit_index.fieldset drop column index, add column key uuid not null;
alter table audit_index.fieldset add primary key (says, value, origin, key);
create index fieldset_by_key on audit_index.fieldset (origin, key);
alter table audit_index.operation drop column index, add column key uuid not null;
alter table audit_index.operation add primary key (value, origin, key);
create index operation_by_key on audit_index.operation (origin, key);
