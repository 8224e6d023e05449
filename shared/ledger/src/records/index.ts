export { accessOf, contextOf, createDictionary, sentTo, type Access, type Dictionary } from './dictionary.js';
export { readRecord, recordMisfit, writeRecord, type ReadRecord } from './read-record.js';
export {
  COMMON,
  EFFECTS,
  RECORD_BYTES,
  RECORD_SAYS,
  RECORD_VERSION,
  RECORDS,
  SENT_TO,
  type AccessRow,
  type Context,
  type Definition,
  type FieldSet,
  type Identifier,
  type LogRecord,
  type OperationText,
  type RecordBody,
  type RecordType,
} from './schema.js';
