import type { CallerFacts } from '../identity/caller.js';
import { ALWAYS } from '@agency-graph/contract';
import { NO_POLICY } from '@agency-graph/policy';
import type { AccessRules, Decision, Scope } from './decide.js';
import { isMet } from './standard-directives.js';

const PERMIT: Decision = { kind: 'permit', rule: '', basis: { kind: 'scope' } };
const DENY: Decision = { kind: 'deny', rule: '', reason: 'SCOPE', hidden: false };

/** A caller's scope in a plain federation graph: what the standard access directives ask, and nothing else. */
export function plainScope({ requirements, returns }: AccessRules, caller: CallerFacts): Scope {
  return {
    field(type, field) {
      const coordinate = `${type}.${field}`;
      const met = [type, coordinate, returns.get(coordinate)].every((place) => {
        const requirement = place === undefined ? undefined : requirements.get(place);
        return requirement === undefined || isMet(requirement, caller.scopes, caller.authenticated);
      });
      return met ? PERMIT : DENY;
    },
    rows: () => ALWAYS,
    filter: () => null,
    policy: NO_POLICY.at(''),
  };
}
