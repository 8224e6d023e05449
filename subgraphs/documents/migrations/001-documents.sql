-- Documents as their issuers registered them.
-- Text that is compared, ordered or searched by prefix is collate "C": the same order on every PostgreSQL.

-- Text as it is searched: without Vietnamese marks, in lower case. One definition for what is stored and what is asked.
create function fold(value text) returns text language sql immutable strict parallel safe
  return lower(
    translate(normalize(value, nfd), 'đĐ' || U&'\0300\0301\0303\0309\0323\0302\0306\031B', 'dd') collate "C");

create table document (
  id text collate "C" primary key,
  doc_type text collate "C" not null,
  number integer not null,
  symbol text not null,
  term text collate "C" not null,
  abstract text not null,
  abstract_key text collate "C" not null,
  issuer_id text collate "C" not null,
  -- The register's path of the issuer and of the recipients, kept in step with org_register.
  issuer_path text collate "C" not null,
  issued_on date not null,
  -- Falls as the day of issue rises: newest first and then by id is one ascending order, which a btree serves.
  recency integer not null generated always as (date '9999-12-31' - issued_on) stored,
  effective_on date,
  status text not null,
  replaces_ids text[] not null,
  signer_name text not null,
  signer_title text not null,
  signer_id text collate "C",
  urgency text not null,
  circulation text not null,
  recipient_ids text[] not null,
  recipient_paths text[] not null,
  secrecy text not null,
  compartments text[] not null,
  secrecy_set_on date,
  secrecy_until date,
  content text not null,
  -- Read with their document and handed on whole, never searched: lists in the row instead of rows of their own.
  attachments json not null,
  deliveries json not null,
  signature_valid boolean not null,
  file_code text not null,
  retention text not null
);

create function document_key() returns trigger language plpgsql as $$
begin
  new.abstract_key := fold(new.abstract);
  return new;
end $$;
-- A generated column would do, but folding costs a bulk load four times the copying.
create trigger document_added before insert on document
  for each row when (new.abstract_key is null) execute function document_key();
create trigger document_changed before update of abstract on document
  for each row execute function document_key();

create index document_by_recency on document (recency, id);
-- Without the id: hundreds of documents share a day, so an index of days is a fifth as big, and a day is soon sorted.
create index document_by_type on document (doc_type, recency);
create index document_by_term on document (term, recency);
create index document_by_number on document (number, recency);
create index document_by_issuer on document (issuer_id, recency);
create index document_by_issuer_path on document (issuer_path);
create index document_by_recipient on document using gin (recipient_ids);
