import type { Grant } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';

/** Whether a line of the scope table is addressed to the caller. */
export function addressedTo({ to }: Grant, { organisation, functions }: CallerFacts): boolean {
  if (to === 'everyone') return true;
  return (
    (to.block === undefined || to.block === organisation.block) &&
    (to.functions === undefined || to.functions.some((one) => functions.has(one))) &&
    (to.organisations === undefined || to.organisations.includes(organisation.id)) &&
    (to.levels === undefined || to.levels.includes(organisation.level))
  );
}
