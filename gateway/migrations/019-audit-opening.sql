-- Four eyes on what is sealed beside a record: which record of which log an auditor asks to open, and why. In a table of its
-- own: to a gateway of an earlier version whatever was approved in audit_approval allows to ask about more persons.
create table audit_opening (
  like audit_approval including all,
  opens_log text not null,
  opens_index bigint not null,
  -- Hash of the leaf: after a crash another record may get the index.
  opens_leaf text not null,
  reason text not null
);

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select, insert, update on audit_opening to gateway;
  end if;
end $$;
