-- What a log says last of each version of a sharing agreement, so that a gateway which starts records what has become of
-- them meanwhile. Null while the version is a draft or yet to begin. A log may lose its end or be begun anew: a row counts
-- only while the record of that index has that leaf hash.
create table agreement_recorded (
  log text not null,
  agreement text not null,
  version integer not null,
  standing text check (standing in ('in_force', 'suspended', 'ended')),
  index bigint not null,
  -- In base64.
  leaf text not null,
  primary key (log, agreement, version)
);

do $$
begin
  if exists (select from pg_roles where rolname = 'gateway') then
    grant select, insert, update on agreement_recorded to gateway;
  end if;
end $$;
