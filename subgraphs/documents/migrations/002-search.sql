-- Trigrams make a search for any part of an abstract quick. Where the server refuses the extension the same search reads
-- the documents in order instead: slower for rare words, equal in its answers.
do $$ begin
  create extension if not exists pg_trgm;
  create index document_by_text on document using gin (abstract_key gin_trgm_ops);
exception when insufficient_privilege or undefined_file or feature_not_supported or invalid_schema_name then
  raise notice 'no pg_trgm here: text searches are not indexed';
end $$;
