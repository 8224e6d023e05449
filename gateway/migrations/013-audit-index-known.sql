-- Who was refused before anybody knew for what they came is of an organisation too: what was posted so far lacks that. The
-- gateway ships its log anew.
-- In this order the tables are locked, which is that of a gateway that is shipping.
truncate audit_index.batch, audit_index.fieldset, audit_index.operation, audit_index.posting;
