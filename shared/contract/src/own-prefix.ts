/**
 * What the gateway's own response keys begin with: under them it asks a row for the fields that it judges it by. No
 * client may use it, and no answer shows it.
 */
export const OWN_PREFIX = '_ag_';
