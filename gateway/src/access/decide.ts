import { all, ALWAYS, any, NEVER, type Label, type RowCondition, type Secrecy } from '@agency-graph/contract';
import { covers, WRITES, type Policy, type PolicyInForce } from '@agency-graph/policy';
import { dayOf } from '../clock.js';
import type { CallerFacts, HeldAgreement } from '../identity/caller.js';
import { agreedWith, usableAgreements, type Agreed, type Names } from './agreed.js';
import { isHidden, sightOf, type Sight } from './classes.js';
import type { Basis, Decision, Denial, Permit } from './decision.js';
import { Granted } from './granted.js';
import { atMostLevel, ceilingOf } from './levels.js';
import { meetsDirectives, type MeetsDirectives } from './meets-directives.js';
import { plainScope } from './plain-scope.js';
import { ruleBehind, type Reason } from './reasons.js';
import { isNameless, vetoes } from './row-condition.js';
import type { AccessRules, Scope } from './scope.js';

/** The caller's scope under these rules. Undecided is denied. */
export const scopeOf = <Asking extends CallerFacts>(rules: AccessRules, caller: Asking): Scope<Asking> =>
  rules.labelled ? new LabelledScope(rules, caller) : plainScope(rules, caller);

const SCOPE_TABLE: Basis = { kind: 'scope' };

/** A field, and what its agency says of it. */
interface Place {
  readonly type: string;
  readonly name: string;
  readonly coordinate: string;
  readonly label: Label;
}

/** A caller's scope by the labels of the graph, the policy of the day and the agreements that they hold. */
class LabelledScope<Asking extends CallerFacts> implements Scope<Asking> {
  readonly caller: Asking;
  readonly rules: AccessRules;
  readonly policy: PolicyInForce;
  readonly admits: MeetsDirectives;
  readonly sight: Sight;
  readonly agreements: readonly HeldAgreement[];
  /** The caller, with no purpose but one that the policy has. */
  readonly #facts: CallerFacts;
  /** Whether their organisation is within the block, where agreements decide nothing. */
  readonly #inside: boolean;
  readonly #ceiling: Secrecy;
  readonly #granted: Granted;
  readonly #agreed: Agreed;
  readonly #decided = new Map<string, Decision>();
  readonly #admitted = new Map<string, RowCondition>();

  constructor(rules: AccessRules, caller: Asking) {
    const { labels } = rules;
    const facts = forKnownPurpose(caller, rules.policy);
    const policy = rules.policy.at(dayOf(facts.now));
    const inside = !policy.vetoes.has('boundary') || facts.organisation.block === policy.inside;
    this.caller = caller;
    this.rules = rules;
    this.policy = policy;
    this.#facts = facts;
    this.#inside = inside;
    this.#ceiling = ceilingOf(policy, facts);
    this.#granted = new Granted(
      inside || facts.emergency === null ? facts : { ...facts, emergency: null },
      policy,
      labels,
    );
    this.#agreed = agreedWith(inside ? { ...facts, agreements: [] } : facts, policy, labels);
    this.admits = meetsDirectives(rules.requirements, rules.decidePolicy, facts);
    this.sight = sightOf(labels, policy, facts, this.#agreed.coordinates);
    this.agreements = usableAgreements(facts, policy);
  }

  field(type: string, name: string): Decision {
    const coordinate = `${type}.${name}`;
    let decision = this.#decided.get(coordinate);
    if (decision === undefined) this.#decided.set(coordinate, (decision = this.#decide(type, name, coordinate)));
    return decision;
  }

  rows(type: string): RowCondition {
    let found = this.#admitted.get(type);
    if (found === undefined) {
      const urgent = this.#granted.urgent(type)?.rows ?? NEVER;
      const vetoed = vetoes(type, this.rules.labels, this.policy, this.#facts, urgent);
      this.#admitted.set(type, (found = all([this.#givenRows(type), vetoed])));
    }
    return found;
  }

  filter(input: string, reads: readonly string[]): Permit | Denial | null {
    if (!this.policy.vetoes.has('filters')) return null;
    const { fields } = this.rules.labels;
    const unreadable = reads.map((read) => this.field(...split(read))).find(({ kind }) => kind !== 'permit');
    const open = reads.every((read) => fields.get(read)?.sharing === 'OPEN');
    if (unreadable === undefined && (this.#inside || open)) return null;
    // A filter on a field that is withheld on some rows would tell of those rows.
    const because =
      unreadable?.kind === 'deny' ? unreadable.reason : unreadable === undefined ? 'NO_AGREEMENT' : 'SCOPE';
    if (this.#inside) return this.#denyFilter(because, input, reads);
    // Outside the block it is used where an agreement names it, as a field is; the field that it reads may be unshared.
    const names: Names = ({ coordinates }) => coordinates.has(input);
    const types = reads.map((read) => this.#rowType(split(read)[0]));
    const sharesAll: Names = (one) => types.every((type) => this.#sharesAllAdmitted(one, type));
    const agreement = this.#agreed.under((one) => names(one) && sharesAll(one), types[0] ?? '');
    if (agreement === undefined)
      return this.#denyFilter(this.#agreed.awaitsEndUser(names) ? 'END_USER' : because, input, reads);
    const [bar] = reads.flatMap((read) => this.#barOfFilter(read) ?? []);
    return bar === undefined ? this.#permitUnder(agreement) : this.#denyFilter(bar, input, reads);
  }

  #decide(type: string, name: string, coordinate: string): Decision {
    const label = this.rules.labels.fields.get(coordinate);
    if (label === undefined) return this.#deny('NO_LABEL', { type, coordinate });
    const place: Place = { type, name, coordinate, label };
    const bar = this.#barOf(label, coordinate);
    if (bar !== null) return this.#deny(bar, place);
    const outside = !this.#inside && label.sharing !== 'OPEN';
    const shared = outside ? this.#byAgreement(place) : null;
    if (type !== WRITES) return shared ?? this.#byScopeTable(place);
    if (shared?.kind === 'deny') return shared;
    const change = this.#byWriteLine(place);
    // An agreement shares what may be read. Who changes it, the table alone says.
    return shared === null || change.kind === 'deny' ? change : { ...change, rule: shared.rule, basis: shared.basis };
  }

  #deny(reason: Reason, { type, coordinate }: Pick<Place, 'type' | 'coordinate'>): Denial {
    const rule = ruleBehind(reason, this.policy, coordinate, this.#targetOf(type, coordinate));
    return { kind: 'deny', rule, reason, hidden: this.#hides(coordinate) };
  }

  #denyFilter(reason: Reason, input: string, reads: readonly string[]): Denial {
    const rule =
      reason === 'END_USER' ? ruleBehind(reason, this.policy, input, '') : (this.policy.vetoes.get('filters') ?? '');
    return { kind: 'deny', rule, reason, hidden: reads.some((read) => this.#hides(read)) };
  }

  #hides(coordinate: string): boolean {
    return isHidden(this.rules.labels.fields.get(coordinate), this.policy, this.#facts);
  }

  /** What keeps a field from the caller, whatever it could stand on. */
  #barOf(label: Label, coordinate: string): Reason | null {
    if (!atMostLevel(label.secrecy, this.#ceiling))
      return atMostLevel(label.secrecy, this.#facts.clearance) ? 'ZONE' : 'CLEARANCE';
    if (this.policy.openOnly.has(this.#facts.zone) && label.sharing !== 'OPEN') return 'ZONE';
    return this.rules.directives.dryRun || this.admits(coordinate) ? null : 'SCOPE';
  }

  /** What keeps the caller from filtering by a field, whatever agreement names the filter: it is a read of the field. */
  #barOfFilter(read: string): Reason | null {
    const label = this.rules.labels.fields.get(read);
    if (label === undefined) return 'NO_LABEL';
    if (label.sharing === 'INTERNAL') return 'INTERNAL';
    return this.#barOf(label, read) ?? (this.#isNameless(label) ? 'END_USER' : null);
  }

  #byAgreement(place: Place): Decision {
    const { type, name, coordinate, label } = place;
    if (label.sharing === 'INTERNAL') return this.#deny('INTERNAL', place);
    const names: Names = ({ coordinates }) => coordinates.has(coordinate) || coordinates.has(type);
    // The key goes with whatever is read of the row.
    const gives: Names = (one) => names(one) || (name === 'id' && this.#namesRowsOf(one, type));
    const target = this.#targetOf(type, coordinate);
    const agreement = this.#agreed.under(gives, target);
    if (agreement !== undefined) {
      if (this.#isNameless(label)) return this.#deny('END_USER', place);
      const permit = this.#permitUnder(agreement);
      return this.#isRoute(type) || this.#sharesAllAdmitted(agreement, target)
        ? permit
        : { ...permit, kind: 'when', condition: this.#agreed.rows(agreement, target) };
    }
    if (this.#agreed.awaitsEndUser(gives)) return this.#deny('END_USER', place);
    if (this.#facts.agreements.some(names)) return this.#deny('PURPOSE', place);
    return this.#deny(this.#facts.lapsed.some(names) ? 'AGREEMENT_EXPIRED' : 'NO_AGREEMENT', place);
  }

  #byScopeTable(place: Place): Decision {
    const { type, name, coordinate, label } = place;
    const granted = this.#granted;
    const target = this.#targetOf(type, coordinate);
    const tier = this.policy.vetoes.has('sensitive');
    const mine = granted.on(target);
    const naming = this.#isRoute(type) ? mine : mine.filter((grant) => covers(grant, label, type, name, tier));
    // Whatever the purpose is, one must be declared, save for what is open.
    const declared = this.#facts.purpose !== null || !this.policy.vetoes.has('purpose') || label.sharing === 'OPEN';
    const covering = declared ? naming.filter((grant) => granted.isFor(grant)) : [];
    const [first] = covering;
    const urgent = granted.urgent(target);
    const permit = first === undefined ? urgent?.permit : permitBy(first.rule);
    if (permit === undefined) {
      if (naming.some((grant) => (declared ? granted.isForOneOfTheirs(grant) : granted.isFor(grant))))
        return this.#deny('PURPOSE', place);
      const but = mine.some((grant) => granted.isFor(grant) && covers(grant, label, type, name, false));
      return this.#deny(but ? 'SENSITIVE' : 'SCOPE', place);
    }
    if (this.#isNameless(label)) return this.#deny('END_USER', place);
    if (this.#isRoute(type)) return permit;
    const when = any([...covering.map((grant) => granted.rowsOf(grant)), urgent?.rows ?? NEVER]);
    return sameCondition(when, granted.rows(target)) ? permit : { ...permit, kind: 'when', condition: when };
  }

  /** What changes rows needs a line of the table that names it, and what it gives is for the caller to read. */
  #byWriteLine(place: Place): Decision {
    const { type, name, coordinate, label } = place;
    const granted = this.#granted;
    const undeclared = this.#facts.purpose === null;
    const target = this.#targetOf(type, coordinate);
    const naming = granted.on(type).filter((grant) => covers(grant, label, type, name, true));
    const covering = undeclared ? [] : naming.filter((grant) => granted.isFor(grant));
    const [first] = covering;
    if (first === undefined) {
      const isForAnother = naming.some(
        (grant) => granted.isForOneOfTheirs(grant) || (undeclared && granted.isFor(grant)),
      );
      return this.#deny(isForAnother ? 'PURPOSE' : 'SCOPE', place);
    }
    if (this.#isNameless(label)) return this.#deny('END_USER', place);
    const own = covering.map((grant) => granted.rowsOf(grant, target));
    const which = all([any(own), this.rows(target)]);
    const canTell = this.rules.labels.rows.has(target);
    // Without a row label no agency can tell whose a row is either.
    if (which === NEVER && !canTell) return this.#deny('SCOPE', place);
    if (which === ALWAYS && !canTell) return permitBy(first.rule);
    return { kind: 'when', rule: first.rule, basis: SCOPE_TABLE, condition: which };
  }

  /** The rows of a type that the caller is given, were it not for what no grant lifts. */
  #givenRows(type: string): RowCondition {
    if (this.#inside) return this.#granted.rows(type);
    const agreement = this.#admitting(type);
    return agreement === undefined ? this.#openRows(type) : this.#agreed.rows(agreement, type);
  }

  /** Outside the block without an agreement, a row is admitted only where the type has an OPEN field granted to all. */
  #openRows(type: string): RowCondition {
    const { fields } = this.rules.labels;
    const open = [...fields].some(([at, label]) => at.startsWith(`${type}.`) && label.sharing === 'OPEN');
    return open ? this.#granted.rows(type) : NEVER;
  }

  /** The agreement that admits rows of a type: no other shares more of them. */
  #admitting(type: string): HeldAgreement | undefined {
    return this.#agreed.under((one) => this.#namesRowsOf(one, type), type);
  }

  #sharesAllAdmitted(agreement: HeldAgreement, type: string): boolean {
    const widest = this.#admitting(type);
    return widest === undefined || this.#agreed.sharesAll(agreement, widest, type);
  }

  /** Whether an agreement names anything of a type's rows: what only leads to them is none of them. */
  #namesRowsOf({ coordinates }: HeldAgreement, type: string): boolean {
    return [...coordinates].some((coordinate) => {
      const [of] = split(coordinate);
      return !this.#isRoute(of) && this.#rowType(of) === type;
    });
  }

  #permitUnder({ id, version }: HeldAgreement): Permit {
    const rule = this.policy.vetoes.get('boundary') ?? '';
    return { kind: 'permit', rule, basis: { kind: 'agreement', id, version } };
  }

  #isNameless(label: Label): boolean {
    return label.personal === 'SENSITIVE' && isNameless(this.policy, this.#facts);
  }

  /** Whether fields of a type lead to rows and are none of their own. What changes rows does, whatever the policy says. */
  #isRoute(type: string): boolean {
    return type === WRITES || this.rules.policy.routes.has(type);
  }

  /** The type whose lines of the scope table decide a field: of a route, the type that it leads to. */
  #targetOf(type: string, coordinate: string): string {
    return this.#rowType(this.#isRoute(type) ? (this.rules.returns.get(coordinate) ?? type) : type);
  }

  #rowType(type: string): string {
    return this.rules.policy.parts.get(type) ?? type;
  }
}

/** An account may still have a purpose that the policy no longer has: whoever declares it declares none. */
const forKnownPurpose = (caller: CallerFacts, { purposes }: Policy): CallerFacts =>
  caller.purpose === null || purposes.has(caller.purpose) ? caller : { ...caller, purpose: null };

const permitBy = (rule: string): Permit => ({ kind: 'permit', rule, basis: SCOPE_TABLE });

const split = (coordinate: string): [type: string, field: string] => {
  const [type = '', field = ''] = coordinate.split('.');
  return [type, field];
};

const sameCondition = (a: RowCondition, b: RowCondition): boolean => JSON.stringify(a) === JSON.stringify(b);
