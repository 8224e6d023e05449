import type { LabelTable } from '@agency-graph/composition';
import type { RowCondition } from '@agency-graph/contract';
import type { Policy, PolicyInForce } from '@agency-graph/policy';
import type { CallerFacts, HeldAgreement } from '../identity/caller.js';
import type { Sight } from './classes.js';
import type { Decision, Denial, Permit } from './decision.js';
import type { DecidePolicy, MeetsDirectives } from './meets-directives.js';
import type { Demands } from './standard-directives.js';

/** What rules are compiled from when a supergraph is loaded; nothing in it knows a caller. */
export interface AccessRules {
  /** False for a plain federation graph, where the standard directives alone decide. */
  readonly labelled: boolean;
  readonly policy: Policy;
  readonly labels: LabelTable;
  /** All that `@authenticated`, `@requiresScopes` and `@policy` ask of whoever selects a place, as compiled. */
  readonly requirements: Demands;
  readonly decidePolicy: DecidePolicy;
  readonly directives: DirectiveOptions;
  /** `Type.field` → name of the type it returns. */
  readonly returns: ReadonlyMap<string, string>;
  /** Interfaces of which some subgraph gives fields of all their types, and knows none of these (`@interfaceObject`). */
  readonly interfaceObjects: ReadonlySet<string>;
}

/** The field's usual options for the standard directives. */
export interface DirectiveOptions {
  /** Refuses a whole operation of which any part is refused. */
  readonly rejectUnauthorized: boolean;
  /** Tells what the standard directives would refuse, and serves it. */
  readonly dryRun: boolean;
}

/** All that one caller may do for one purpose: decided once per coordinate and kept for the request. */
export interface Scope<Asking extends CallerFacts = CallerFacts> {
  /** Whose it is, and under which rules. */
  readonly caller: Asking;
  readonly rules: AccessRules;
  field(type: string, field: string): Decision;
  rows(type: string): RowCondition;
  /** Whether the standard directives let the caller at a type or field, an interface's too. */
  readonly admits: MeetsDirectives;
  /**
   * Whether an argument or input field that reads these fields may be used: by which agreement, or why not; `null` where
   * the fields that it reads allow it.
   */
  filter(input: string, reads: readonly string[]): Permit | Denial | null;
  /** What exists for the caller. */
  readonly sight: Sight;
  /** The agreements that the caller may use for the purpose they declared, be it for their caps alone. */
  readonly agreements: readonly HeldAgreement[];
  /** The rules of the request's day. */
  readonly policy: PolicyInForce;
}

/** The same scope with fields taken out of it: those of which the caller has had as much as they may. */
export function without(scope: Scope, spent: ReadonlySet<string>): Scope {
  const { caller, rules, admits, sight, agreements, policy } = scope;
  return {
    caller,
    rules,
    admits,
    sight,
    agreements,
    policy,
    rows: (type) => scope.rows(type),
    filter: (input, reads) => scope.filter(input, reads),
    field(type, name) {
      const decision = scope.field(type, name);
      if (decision.kind === 'deny' || !spent.has(`${type}.${name}`)) return decision;
      return { kind: 'deny', rule: policy.vetoes.get('volume') ?? '', reason: 'VOLUME', hidden: false };
    },
  };
}
