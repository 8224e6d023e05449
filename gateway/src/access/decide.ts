import { any, ALWAYS, NEVER, all, type Label, type RowCondition } from '@agency-graph/contract';
import type { LabelTable } from '@agency-graph/composition';
import type { CallerFacts, HeldAgreement } from '../identity/caller.js';
import { atMostLevel, atMostSharing, type Grant, type Policy } from './policy.js';
import { ceilingOf, related, vetoes } from './row-condition.js';
import { plainScope } from './plain-scope.js';
import { isMet, type Requirements } from './standard-directives.js';

export type Reason =
  'NO_LABEL' | 'CLEARANCE' | 'ZONE' | 'SCOPE' | 'SENSITIVE' | 'PURPOSE' | 'NO_AGREEMENT' | 'INTERNAL' | 'END_USER';

/** On what a permit stands: the scope table, or one version of one agreement. */
export type Basis =
  { readonly kind: 'scope' } | { readonly kind: 'agreement'; readonly id: string; readonly version: number };

/** A decision is data: it feeds the refusal, the record and the explanation alike. */
export type Decision =
  | { readonly kind: 'permit'; readonly basis: Basis }
  /** Permitted on those admitted rows alone for which the condition holds. */
  | { readonly kind: 'when'; readonly condition: RowCondition; readonly basis: Basis }
  | { readonly kind: 'deny'; readonly reason: Reason; readonly hidden: boolean };

/** What rules are compiled from when a supergraph is loaded; nothing in it knows a caller. */
export interface AccessRules {
  /** False for a plain federation graph, where the standard directives alone decide. */
  readonly labelled: boolean;
  readonly policy: Policy;
  readonly labels: LabelTable;
  /** What `@authenticated`, `@requiresScopes` and `@policy` ask. */
  readonly requirements: Requirements;
  /** `Type.field` → name of the type it returns. */
  readonly returns: ReadonlyMap<string, string>;
}

/** All that one caller may do for one purpose: decided once per coordinate and kept for the request. */
export interface Scope {
  field(type: string, field: string): Decision;
  rows(type: string): RowCondition;
  /** Whether an agreement of the caller names a filter, `TaskFilter.timeliness`. */
  names(coordinate: string): boolean;
}

const SCOPE_TABLE: Basis = { kind: 'scope' };

/** The caller's scope under these rules. Undecided is denied. */
export function scopeOf(rules: AccessRules, caller: CallerFacts): Scope {
  if (!rules.labelled) return plainScope(rules, caller);
  const { policy, labels, requirements, returns } = rules;
  const inBlock = caller.organisation.block === 'PARTY';
  const ceiling = ceilingOf(policy, caller);
  const agreements = caller.agreements.filter((one) => caller.purpose !== null && one.purposes.has(caller.purpose));
  const decided = new Map<string, Decision>();
  const admitted = new Map<string, RowCondition>();

  const rowType = (type: string): string => policy.parts.get(type) ?? type;
  const grantsOn = (type: string): readonly Grant[] =>
    (policy.grants.get(type) ?? []).filter((grant) => isFor(grant, caller));
  const forPurpose = (grant: Grant): boolean =>
    grant.purposes === 'any' || (caller.purpose !== null && grant.purposes.includes(caller.purpose));
  const forAnotherPurpose = ({ purposes }: Grant): boolean =>
    purposes !== 'any' && caller.purposes.some((purpose) => purposes.includes(purpose));
  const condition = (grant: Grant): RowCondition => related(grant.rows, labels.rows.get(grant.type), policy, caller);

  function field(type: string, name: string): Decision {
    const coordinate = `${type}.${name}`;
    let decision = decided.get(coordinate);
    if (decision === undefined) decided.set(coordinate, (decision = decide(type, name, coordinate)));
    return decision;
  }

  function decide(type: string, name: string, coordinate: string): Decision {
    const label = labels.fields.get(coordinate);
    if (label === undefined) return deny('NO_LABEL', true);
    if (!atMostLevel(label.secrecy, ceiling)) {
      return deny(atMostLevel(label.secrecy, caller.clearance) ? 'ZONE' : 'CLEARANCE', true);
    }
    if (!meetsDirectives(type, coordinate)) return deny('SCOPE', false);
    if (!inBlock && label.sharing !== 'OPEN') return byAgreement(label, type, name, coordinate);
    return byScopeTable(label, type, name, coordinate);
  }

  /** A field needs its own rule met, its type's, and that of the type it returns. */
  function meetsDirectives(type: string, coordinate: string): boolean {
    return [type, coordinate, returns.get(coordinate)].every((place) => {
      const requirement = place === undefined ? undefined : requirements.get(place);
      return requirement === undefined || isMet(requirement, caller.scopes, caller.authenticated);
    });
  }

  function byAgreement(label: Label, type: string, name: string, coordinate: string): Decision {
    const hidden = caller.zone === 'INTERNET' || label.sharing === 'INTERNAL';
    if (label.sharing === 'INTERNAL') return deny('INTERNAL', hidden);
    const agreement = agreements.find(
      (one) => covers(one, type, coordinate) || (name === 'id' && namesTypeOf(one, type, rowType)),
    );
    if (agreement !== undefined) {
      if (nameless(label)) return deny('END_USER', hidden);
      return { kind: 'permit', basis: { kind: 'agreement', id: agreement.id, version: agreement.version } };
    }
    const otherwise = caller.agreements.some((one) => covers(one, type, coordinate));
    return deny(otherwise ? 'PURPOSE' : 'NO_AGREEMENT', hidden);
  }

  function byScopeTable(label: Label, type: string, name: string, coordinate: string): Decision {
    const isRoute = policy.routes.has(type);
    const target = rowType(isRoute ? (returns.get(coordinate) ?? type) : type);
    const mine = grantsOn(target);
    const naming = isRoute ? mine : mine.filter((grant) => grants(grant, label, type, name));
    const covering = naming.filter(forPurpose);
    if (covering.length === 0) {
      if (naming.some(forAnotherPurpose)) return deny('PURPOSE', false);
      const but = mine.some((grant) => forPurpose(grant) && grants({ ...grant, sensitive: true }, label, type, name));
      return deny(but ? 'SENSITIVE' : 'SCOPE', false);
    }
    if (nameless(label)) return deny('END_USER', false);
    if (isRoute) return { kind: 'permit', basis: SCOPE_TABLE };
    const when = any(covering.map(condition));
    return sameCondition(when, grantedRows(target))
      ? { kind: 'permit', basis: SCOPE_TABLE }
      : { kind: 'when', condition: when, basis: SCOPE_TABLE };
  }

  const nameless = (label: Label): boolean =>
    caller.kind === 'APPLICATION' && caller.endUser === null && label.personal === 'SENSITIVE';

  const grantedRows = (type: string): RowCondition => any(grantsOn(type).filter(forPurpose).map(condition));

  function rows(type: string): RowCondition {
    let found = admitted.get(type);
    if (found === undefined) {
      const byNamed = !inBlock && agreements.some((one) => namesTypeOf(one, type, rowType));
      const granted = inBlock ? grantedRows(type) : byNamed ? ALWAYS : openRows(type);
      admitted.set(type, (found = all([granted, vetoes(type, labels.rows.get(type), policy, caller)])));
    }
    return found;
  }

  /** Outside the block without an agreement, a row is admitted only where the type has an OPEN field granted to all. */
  function openRows(type: string): RowCondition {
    const open = [...labels.fields].some(([at, label]) => at.startsWith(`${type}.`) && label.sharing === 'OPEN');
    return open ? grantedRows(type) : NEVER;
  }

  return { field, rows, names: (coordinate) => agreements.some((one) => one.coordinates.has(coordinate)) };
}

const deny = (reason: Reason, hidden: boolean): Decision => ({ kind: 'deny', reason, hidden });

const covers = (agreement: HeldAgreement, type: string, coordinate: string): boolean =>
  agreement.coordinates.has(coordinate) || agreement.coordinates.has(type);

const namesTypeOf = (agreement: HeldAgreement, type: string, rowType: (part: string) => string): boolean =>
  [...agreement.coordinates].some((coordinate) => rowType(coordinate.split('.')[0] ?? '') === type);

const sameCondition = (a: RowCondition, b: RowCondition): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether a grant is addressed to the caller. */
function isFor({ to }: Grant, caller: CallerFacts): boolean {
  if (to === 'everyone') return true;
  return (
    (to.block === undefined || to.block === caller.organisation.block) &&
    (to.functions === undefined || to.functions.some((one) => caller.functions.has(one))) &&
    (to.organisations === undefined || to.organisations.includes(caller.organisation.id)) &&
    (to.levels === undefined || to.levels.includes(caller.organisation.level))
  );
}

/** Whether a grant's fields take in a field of its type or of one of its parts. */
function grants(grant: Grant, label: Label, type: string, name: string): boolean {
  const spelt = type === grant.type ? [name] : [`${type}.${name}`, `${type}.*`];
  const { fields } = grant;
  // A part's fields are reached only through the field that holds them, so a row's key and typename need no line.
  if (type === grant.type && name === 'id') return true;
  if (fields !== 'all' && fields.only !== undefined) return fields.only.some((one) => spelt.includes(one));
  if (label.personal === 'SENSITIVE' && !grant.sensitive) return false;
  if (fields === 'all') return true;
  if (fields.except?.some((one) => spelt.includes(one)) === true) return false;
  return fields.sharing === undefined || atMostSharing(label.sharing, fields.sharing);
}
