import { any, ALWAYS, NEVER, all, type Label, type RowCondition } from '@agency-graph/contract';
import type { LabelTable } from '@agency-graph/composition';
import { covers, WRITES, type Grant, type Policy, type PolicyInForce } from '@agency-graph/policy';
import { dayOf } from '../clock.js';
import type { CallerFacts, HeldAgreement } from '../identity/caller.js';
import { agreedWith, usableAgreements, type Names } from './agreed.js';
import { isHidden, sightOf, type Sight } from './classes.js';
import { addressedTo } from './grants.js';
import { atMostLevel, ceilingOf } from './levels.js';
import { plainScope } from './plain-scope.js';
import { meetsDirectives, type DecidePolicy, type MeetsDirectives } from './meets-directives.js';
import { ruleBehind, type Reason } from './reasons.js';
import { admittedBy, isNameless, vetoes } from './row-condition.js';
import type { Demands } from './standard-directives.js';

/** On what a permit stands: the scope table, or one version of one agreement. */
export type Basis =
  | { readonly kind: 'scope' }
  | { readonly kind: 'agreement'; readonly id: string; readonly version: number }
  | { readonly kind: 'emergency'; readonly id: string };

/** A decision is data: it feeds the refusal, the record and the explanation alike. `rule` is the one it stands on. */
export type Decision = Permit | Denial;

export type Permit =
  | { readonly kind: 'permit'; readonly rule: string; readonly basis: Basis }
  /** Permitted on those admitted rows alone for which the condition holds. */
  | { readonly kind: 'when'; readonly rule: string; readonly condition: RowCondition; readonly basis: Basis };

export interface Denial {
  readonly kind: 'deny';
  readonly rule: string;
  readonly reason: Reason;
  /** Whether the very existence of the field is a secret to the caller. */
  readonly hidden: boolean;
}

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

const SCOPE_TABLE: Basis = { kind: 'scope' };

/** The caller's scope under these rules. Undecided is denied. */
export function scopeOf<Asking extends CallerFacts>(rules: AccessRules, asking: Asking): Scope<Asking> {
  if (!rules.labelled) return plainScope(rules, asking);
  const caller = forKnownPurpose(asking, rules.policy);
  const { labels, returns } = rules;
  const admits = meetsDirectives(rules.requirements, rules.decidePolicy, caller);
  const policy = rules.policy.at(dayOf(caller.now));
  const inside = !policy.vetoes.has('boundary') || caller.organisation.block === policy.inside;
  const ceiling = ceilingOf(policy, caller);
  const anyPurpose = !policy.vetoes.has('purpose');
  const isFor = (purposes: Grant['purposes']): boolean =>
    purposes === 'any' || anyPurpose || (caller.purpose !== null && purposes.includes(caller.purpose));
  // Inside the block they decide nothing.
  const agreed = agreedWith(inside ? { ...caller, agreements: [] } : caller, policy, labels);
  const decided = new Map<string, Decision>();
  const admitted = new Map<string, RowCondition>();

  const rowType = (type: string): string => rules.policy.parts.get(type) ?? type;
  /** Whether an agreement names anything of a type's rows: what only leads to them is none of them. */
  const namesRowsOf = ({ coordinates }: HeldAgreement, type: string): boolean =>
    [...coordinates].some((coordinate) => {
      const [of] = split(coordinate);
      return !isRoute(of) && rowType(of) === type;
    });
  const grantsOn = (type: string): readonly Grant[] =>
    (policy.grants.get(type) ?? []).filter((grant) => addressedTo(grant, caller));
  const forAnotherPurpose = ({ purposes }: Grant): boolean =>
    purposes !== 'any' && caller.purposes.some((purpose) => purposes.includes(purpose));
  const condition = (grant: Grant): RowCondition => admittedBy(grant, grant.type, labels, policy, caller);
  const emergency = inside && caller.emergency?.purpose === caller.purpose ? caller.emergency : null;
  /** Single rows that a second person opened to the caller, whole, for a short time and this purpose. */
  const urgentRows = (type: string): RowCondition =>
    emergency !== null && policy.breakGlass !== null && emergency.type === type
      ? { kind: 'ids', ids: emergency.ids }
      : NEVER;

  function field(type: string, name: string): Decision {
    const coordinate = `${type}.${name}`;
    let decision = decided.get(coordinate);
    if (decision === undefined) decided.set(coordinate, (decision = decide(type, name, coordinate)));
    return decision;
  }

  function decide(type: string, name: string, coordinate: string): Decision {
    const label = labels.fields.get(coordinate);
    const deny = (reason: Reason): Denial => ({
      kind: 'deny',
      rule: ruleBehind(reason, policy, coordinate, targetOf(type, coordinate)),
      reason,
      hidden: isHidden(label, policy, caller),
    });
    if (label === undefined) return deny('NO_LABEL');
    const bar = barOf(label, coordinate);
    if (bar !== null) return deny(bar);
    const outside = !inside && label.sharing !== 'OPEN';
    const shared = outside ? byAgreement(label, type, name, coordinate, deny) : null;
    if (type !== WRITES) return shared ?? byScopeTable(label, type, name, coordinate, deny);
    if (shared?.kind === 'deny') return shared;
    const change = byWriteLine(label, type, name, targetOf(type, coordinate), deny);
    // An agreement shares what may be read. Who changes it, the table alone says.
    return shared === null || change.kind === 'deny' ? change : { ...change, rule: shared.rule, basis: shared.basis };
  }

  /** What keeps a field from the caller, whatever it could stand on. */
  function barOf(label: Label, coordinate: string): Reason | null {
    if (!atMostLevel(label.secrecy, ceiling))
      return atMostLevel(label.secrecy, caller.clearance) ? 'ZONE' : 'CLEARANCE';
    if (policy.openOnly.has(caller.zone) && label.sharing !== 'OPEN') return 'ZONE';
    return rules.directives.dryRun || admits(coordinate) ? null : 'SCOPE';
  }

  function byAgreement(label: Label, type: string, name: string, coordinate: string, deny: Deny): Decision {
    if (label.sharing === 'INTERNAL') return deny('INTERNAL');
    const names: Names = ({ coordinates }) => coordinates.has(coordinate) || coordinates.has(type);
    // The key goes with whatever is read of the row.
    const gives: Names = (one) => names(one) || (name === 'id' && namesRowsOf(one, type));
    const target = targetOf(type, coordinate);
    const agreement = agreed.under(gives, target);
    if (agreement !== undefined) {
      if (nameless(label)) return deny('END_USER');
      const permit = permitUnder(agreement);
      return isRoute(type) || sharesAllAdmitted(agreement, target)
        ? permit
        : { ...permit, kind: 'when', condition: agreed.rows(agreement, target) };
    }
    if (agreed.awaitsEndUser(gives)) return deny('END_USER');
    if (caller.agreements.some(names)) return deny('PURPOSE');
    return deny(caller.lapsed.some(names) ? 'AGREEMENT_EXPIRED' : 'NO_AGREEMENT');
  }

  const permitUnder = ({ id, version }: HeldAgreement): Permit => ({
    kind: 'permit',
    rule: policy.vetoes.get('boundary') ?? '',
    basis: { kind: 'agreement', id, version },
  });

  /** The agreement that admits rows of a type: no other shares more of them. */
  const admitting = (type: string): HeldAgreement | undefined => agreed.under((one) => namesRowsOf(one, type), type);
  const sharesAllAdmitted = (agreement: HeldAgreement, type: string): boolean => {
    const widest = admitting(type);
    return widest === undefined || agreed.sharesAll(agreement, widest, type);
  };

  /** Whether fields of a type lead to rows and are none of their own. What changes rows does, whatever the policy says. */
  const isRoute = (type: string): boolean => type === WRITES || rules.policy.routes.has(type);

  /** The type whose lines of the scope table decide a field: of a route, the type that it leads to. */
  const targetOf = (type: string, coordinate: string): string =>
    rowType(isRoute(type) ? (returns.get(coordinate) ?? type) : type);

  function byScopeTable(label: Label, type: string, name: string, coordinate: string, deny: Deny): Decision {
    const target = targetOf(type, coordinate);
    const tier = policy.vetoes.has('sensitive');
    const mine = grantsOn(target);
    const naming = isRoute(type) ? mine : mine.filter((grant) => covers(grant, label, type, name, tier));
    // Whatever the purpose is, one must be declared, save for what is open.
    const declared = caller.purpose !== null || anyPurpose || label.sharing === 'OPEN';
    const covering = declared ? naming.filter(({ purposes }) => isFor(purposes)) : [];
    const [first] = covering;
    const urgent = urgentRows(target);
    if (first === undefined && urgent === NEVER) {
      if (naming.some((grant) => (declared ? forAnotherPurpose(grant) : isFor(grant.purposes)))) return deny('PURPOSE');
      const but = mine.some((grant) => isFor(grant.purposes) && covers(grant, label, type, name, false));
      return deny(but ? 'SENSITIVE' : 'SCOPE');
    }
    if (nameless(label)) return deny('END_USER');
    const permit: Permit =
      first === undefined
        ? { kind: 'permit', rule: policy.breakGlass!.rule, basis: { kind: 'emergency', id: emergency!.id } }
        : { kind: 'permit', rule: first.rule, basis: SCOPE_TABLE };
    if (isRoute(type)) return permit;
    const when = any([...covering.map(condition), urgent]);
    return sameCondition(when, grantedRows(target)) ? permit : { ...permit, kind: 'when', condition: when };
  }

  /** What changes rows needs a line of the table that names it, and what it gives is for the caller to read. */
  function byWriteLine(label: Label, type: string, name: string, target: string, deny: Deny): Decision {
    const naming = grantsOn(type).filter((grant) => covers(grant, label, type, name, true));
    const covering = naming.filter(({ purposes }) => caller.purpose !== null && isFor(purposes));
    const [first] = covering;
    if (first === undefined) {
      const undeclared = (grant: Grant): boolean => caller.purpose === null && isFor(grant.purposes);
      return deny(naming.some((grant) => forAnotherPurpose(grant) || undeclared(grant)) ? 'PURPOSE' : 'SCOPE');
    }
    if (nameless(label)) return deny('END_USER');
    const own = covering.map((grant) => admittedBy(grant, target, labels, policy, caller));
    const which = all([any(own), rows(target)]);
    // Without a row label no agency can tell whose a row is either.
    if (which === NEVER && !labels.rows.has(target)) return deny('SCOPE');
    if (which === ALWAYS && !labels.rows.has(target)) return { kind: 'permit', rule: first.rule, basis: SCOPE_TABLE };
    return { kind: 'when', rule: first.rule, basis: SCOPE_TABLE, condition: which };
  }

  const nameless = (label: Label): boolean => label.personal === 'SENSITIVE' && isNameless(policy, caller);

  const grantedRows = (type: string): RowCondition =>
    any([
      ...grantsOn(type)
        .filter(({ purposes }) => isFor(purposes))
        .map(condition),
      urgentRows(type),
    ]);

  function rows(type: string): RowCondition {
    let found = admitted.get(type);
    if (found === undefined) {
      const agreement = admitting(type);
      const granted = inside ? grantedRows(type) : agreement ? agreed.rows(agreement, type) : openRows(type);
      admitted.set(type, (found = all([granted, vetoes(type, labels, policy, caller, urgentRows(type))])));
    }
    return found;
  }

  /** Outside the block without an agreement, a row is admitted only where the type has an OPEN field granted to all. */
  function openRows(type: string): RowCondition {
    const open = [...labels.fields].some(([at, label]) => at.startsWith(`${type}.`) && label.sharing === 'OPEN');
    return open ? grantedRows(type) : NEVER;
  }

  function filter(input: string, reads: readonly string[]): Permit | Denial | null {
    const rule = policy.vetoes.get('filters');
    if (rule === undefined) return null;
    const hidden = reads.some((read) => isHidden(labels.fields.get(read), policy, caller));
    const deny = (reason: Reason): Denial => ({
      kind: 'deny',
      rule: reason === 'END_USER' ? ruleBehind(reason, policy, input, '') : rule,
      reason,
      hidden,
    });
    const unreadable = reads.map((read) => field(...split(read))).find(({ kind }) => kind !== 'permit');
    const open = reads.every((read) => labels.fields.get(read)?.sharing === 'OPEN');
    if (unreadable === undefined && (inside || open)) return null;
    // A filter on a field that is withheld on some rows would tell of those rows.
    const because =
      unreadable?.kind === 'deny' ? unreadable.reason : unreadable === undefined ? 'NO_AGREEMENT' : 'SCOPE';
    if (inside) return deny(because);
    // Outside the block it is used where an agreement names it, as a field is; the field that it reads may be unshared.
    const names: Names = ({ coordinates }) => coordinates.has(input);
    const types = reads.map((read) => rowType(split(read)[0]));
    const sharesAll: Names = (one) => types.every((type) => sharesAllAdmitted(one, type));
    const agreement = agreed.under((one) => names(one) && sharesAll(one), types[0] ?? '');
    if (agreement === undefined) return deny(agreed.awaitsEndUser(names) ? 'END_USER' : because);
    const [bar] = reads.flatMap((read) => barOfFilter(read) ?? []);
    return bar === undefined ? permitUnder(agreement) : deny(bar);
  }

  /** What keeps the caller from filtering by a field, whatever agreement names the filter: it is a read of the field. */
  function barOfFilter(read: string): Reason | null {
    const label = labels.fields.get(read);
    if (label === undefined) return 'NO_LABEL';
    if (label.sharing === 'INTERNAL') return 'INTERNAL';
    return barOf(label, read) ?? (nameless(label) ? 'END_USER' : null);
  }

  const sight = sightOf(labels, policy, caller, agreed.coordinates);
  const agreements = usableAgreements(caller, policy);
  return { caller: asking, rules, field, rows, admits, policy, filter, sight, agreements };
}

/** An account may still have a purpose that the policy no longer has: whoever declares it declares none. */
const forKnownPurpose = (caller: CallerFacts, { purposes }: Policy): CallerFacts =>
  caller.purpose === null || purposes.has(caller.purpose) ? caller : { ...caller, purpose: null };

type Deny = (reason: Reason) => Denial;

/** The same scope with fields taken out of it: those of which the caller has had as much as they may. */
export const without = (scope: Scope, spent: ReadonlySet<string>): Scope => ({
  ...scope,
  field(type, name) {
    const decision = scope.field(type, name);
    if (decision.kind === 'deny' || !spent.has(`${type}.${name}`)) return decision;
    return { kind: 'deny', rule: scope.policy.vetoes.get('volume') ?? '', reason: 'VOLUME', hidden: false };
  },
});

const split = (coordinate: string): [type: string, field: string] => {
  const [type = '', field = ''] = coordinate.split('.');
  return [type, field];
};

const sameCondition = (a: RowCondition, b: RowCondition): boolean => JSON.stringify(a) === JSON.stringify(b);
