/** What answers say of the name that they were asked by. */
export const NAMES_UNKNOWN =
  'That the type, field, purpose, steward, agency or organisation that was asked by is not served now: it may be mistyped, or stand in old records alone. Null where it is served.';
