import { SECRECY, type Secrecy } from '@agency-graph/contract';
import type { PolicyInForce } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';

/** Whether a level lies at or below another. */
export const atMostLevel = (level: Secrecy, most: Secrecy): boolean => SECRECY.indexOf(level) <= SECRECY.indexOf(most);

/** The highest level that any row may have which reaches anyone: sources do not serve what lies above it. */
const HIGHEST_SERVED: Secrecy = 'SECRET';

/** The highest level that may be carried to a caller over the network they came in by; the lowest where none is said. */
export function zoneCeiling(policy: PolicyInForce, caller: CallerFacts): Secrecy {
  if (!policy.vetoes.has('zone')) return HIGHEST_SERVED;
  const withKey = caller.hardwareKey ? policy.hardwareKeyCeilings.get(caller.zone) : undefined;
  return lower(withKey ?? policy.ceilings.get(caller.zone) ?? 'UNCLASSIFIED', HIGHEST_SERVED);
}

/** The highest level that may reach a caller: their clearance and their network's ceiling, the lower of both. */
export const ceilingOf = (policy: PolicyInForce, caller: CallerFacts): Secrecy =>
  lower(zoneCeiling(policy, caller), policy.vetoes.has('clearance') ? caller.clearance : HIGHEST_SERVED);

/** The lower of two levels. */
export const lower = (a: Secrecy, b: Secrecy): Secrecy => (atMostLevel(a, b) ? a : b);
