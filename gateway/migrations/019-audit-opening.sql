-- Four eyes on what is sealed beside a record: which record of which log an auditor asks to open, and why. Null where more
-- persons are to be asked about.
alter table audit_approval
  add column opens_log text,
  add column opens_index bigint,
  add column reason text,
  add check (num_nulls(opens_log, opens_index, reason) in (0, 3));
