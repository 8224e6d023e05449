/**
 * What the gateway's own response keys begin with: under them it asks a row for the fields that it judges it by. No
 * client may use it, and no answer shows it.
 */
export const OWN_PREFIX = '_ag_';

/**
 * What response keys begin with under which the gateway asks one agency for what another one requires or is asked by.
 * Unlike its own, they are given as a client would be given them. No client may use it.
 */
export const TWIN_PREFIX = '_agt_';
