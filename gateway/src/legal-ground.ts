/** A legal ground is a reference, not a story: it stays in the log for ever. */
export const GROUND = /^[\p{L}\p{N}][\p{L}\p{N}\p{Zs}.,:;/()§-]{0,199}$/u;

/** What is said of one that is none. */
export const GROUND_WANTED = 'must be a reference of 1 to 200 letters, digits and signs';
