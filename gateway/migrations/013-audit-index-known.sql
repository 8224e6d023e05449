-- Who was refused before anybody knew for what they came is of an organisation too: what was posted so far lacks that. The
-- gateway ships its log anew.
truncate audit_index.posting, audit_index.batch, audit_index.fieldset, audit_index.operation;
