/** What answers say of the name that they were asked by. */
export const NAMES_UNKNOWN =
  'That the type, field, purpose, steward, agency, organisation, agreement or account that was asked by is not known now: it may be mistyped, or stand in old records alone. An account of an organisation that the auditor does not see is none. Null where it is known.';

/** What answers say of keys that are no more. */
export const WAS_ERASED =
  'That an erasure of the subject, account or case that was asked by was carried out in this log, so that what it holds from before is not found. Null where none was, and for an auditor of one line, who is not told.';

/** Of which log answers are. */
export const OF_LOG =
  'Name of the log that this is told of: this node’s. Other nodes have logs of their own; of a system, add up what each of them says.';

/** What answers say of a period of which there is no log. */
export const LOG_BEGINS =
  'When the log begins, where nothing was found because the whole period lies before that; else null.';
