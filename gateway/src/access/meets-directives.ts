import type { CallerFacts } from '../identity/caller.js';
import { anyHolds, type Demand, type Demands } from './standard-directives.js';

/** Decides a policy of `@policy` for a caller, by its name; a policy that nobody decides does not hold. */
export type DecidePolicy = (policy: string, caller: CallerFacts) => boolean;

/** Whether the standard directives let one caller at a place, `Type` or `Type.field`; each demand is judged once. */
export type MeetsDirectives = (place: string) => boolean;

export function meetsDirectives(
  requirements: Demands,
  decidePolicy: DecidePolicy,
  caller: CallerFacts,
): MeetsDirectives {
  if (requirements.size === 0) return () => true;
  const judged = new Map<Demand, boolean>();
  const policies = new Map<string, boolean>();
  const policyHolds = (name: string): boolean => {
    let holds = policies.get(name);
    if (holds === undefined) policies.set(name, (holds = decidePolicy(name, caller)));
    return holds;
  };
  const judge = (demand: Demand): boolean => {
    switch (demand.kind) {
      case 'authenticated':
        return caller.authenticated;
      case 'requiresScopes':
        return anyHolds(demand.anyOf, (scope) => caller.scopes.has(scope));
      case 'policy':
        return anyHolds(demand.anyOf, policyHolds);
      default:
        return demand satisfies never;
    }
  };
  return (place) =>
    (requirements.get(place) ?? []).every((demand) => {
      let met = judged.get(demand);
      if (met === undefined) judged.set(demand, (met = judge(demand)));
      return met;
    });
}
