import type { Plan } from '../plan/plan.js';
import type { Witnesses } from './witnesses.js';

/** How long agencies are asked while no quorum of witnesses sees the log. Milliseconds. */
const UNWITNESSED_AT_MOST = 15 * 60_000;

/**
 * Whether to refuse because no quorum of witnesses sees the log: after `UNWITNESSED_AT_MOST` always, at once where
 * something is given under an agreement with the duty `WITNESSED`.
 */
export const isUnwitnessed = (
  { permitted }: Plan,
  { reached, missingFor }: Pick<Witnesses, 'reached' | 'missingFor'>,
): boolean => missingFor > UNWITNESSED_AT_MOST || (!reached && mustBeWitnessed(permitted));

/** Whether a field, a filter or a row stands on an agreement that shares nothing unwitnessed. */
function mustBeWitnessed({ granted, keys, caller }: Plan['permitted']): boolean {
  const strict = new Set(caller.agreements.filter(({ witnessed }) => witnessed).map(({ id }) => id));
  const permits = [...granted.values(), ...keys.values()];
  return strict.size > 0 && permits.some(({ basis }) => basis.kind === 'agreement' && strict.has(basis.id));
}
