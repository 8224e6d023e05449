/** What answers say of the name that they were asked by. */
export const NAMES_UNKNOWN =
  'That the type, field, purpose, steward, agency or organisation that was asked by is not served now: it may be mistyped, or stand in old records alone. Null where it is served.';

/** Of which log answers are. */
export const OF_LOG =
  'Name of the log that this is told of: this node’s. Other nodes have logs of their own; of a system, add up what each of them says.';

/** What answers say of a period of which there is no log. */
export const LOG_BEGINS =
  'When the log begins, where nothing was found because the whole period lies before that; else null.';
