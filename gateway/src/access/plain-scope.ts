import { ALWAYS } from '@agency-graph/contract';
import { NO_POLICY } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import type { Decision } from './decision.js';
import type { AccessRules, Scope } from './scope.js';
import { meetsDirectives } from './meets-directives.js';
import { DIRECTIVES } from './standard-directives.js';

const PERMIT: Decision = { kind: 'permit', rule: DIRECTIVES, basis: { kind: 'scope' } };
const DENY: Decision = { kind: 'deny', rule: DIRECTIVES, reason: 'SCOPE', hidden: false };

/** A caller's scope in a plain federation graph: what the standard access directives ask, and nothing else. */
export function plainScope<Asking extends CallerFacts>(rules: AccessRules, caller: Asking): Scope<Asking> {
  const { requirements, decidePolicy, directives } = rules;
  const admits = meetsDirectives(requirements, decidePolicy, caller);
  return {
    caller,
    rules,
    field: (type, field) => (directives.dryRun || admits(`${type}.${field}`) ? PERMIT : DENY),
    rows: () => ALWAYS,
    admits,
    filter: () => null,
    sight: { key: '', sees: () => true, mayName: () => true },
    agreements: [],
    policy: NO_POLICY.at(''),
  };
}
