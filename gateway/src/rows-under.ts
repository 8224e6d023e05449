import type { HeldAgreement } from './identity/caller.js';

/**
 * Most rows that one query shows under an agreement; `general` is how many without one. A bulk duty puts its own cap in
 * place of that. By it an agreement is chosen, and what is shown under it is counted.
 */
export const rowsUnder = ({ bulk, maxRowsPerQuery }: HeldAgreement, general: number): number =>
  bulk ? (maxRowsPerQuery ?? 0) : Math.min(general, maxRowsPerQuery ?? Infinity);
