import { BESIDES } from './besides.js';
import { COORDINATES, READS, type Coordinate, type Level } from './coordinates.js';
import { LEVELS, rank, usableAgreements, type ReferenceCaller } from './caller.js';
import type { Row } from './row.js';
import { grantsOf, PART_OF, rootOf, sharesOnlyOpen, type Grant } from './scope.js';

export type FieldClass = 'readable' | 'requestable' | 'hidden';

/** Why a field is refused, whatever the row: the words of `extensions.access`. Every one that holds. */
export type Reason =
  'CLEARANCE' | 'ZONE' | 'SCOPE' | 'SENSITIVE' | 'PURPOSE' | 'NO_AGREEMENT' | 'INTERNAL' | 'END_USER';

/** Types that lead to rows and are none themselves: their sharing gate alone decides (§ 2.1, R1). */
const isRoute = (type: string): boolean =>
  type === 'Query' || type === 'Mutation' || type === 'TaskStat' || type.endsWith('Connection');

/** What the domain page lets one caller read: nothing of it depends on what a query selects. */
export class Reference {
  readonly caller: ReferenceCaller;
  readonly ceiling: Level;
  readonly grants: readonly Grant[];
  readonly #party: boolean;
  readonly #decided = new Map<Coordinate, readonly Reason[]>();

  constructor(caller: ReferenceCaller) {
    this.caller = isPurpose(caller.purpose) ? caller : { ...caller, purpose: null };
    this.#party = caller.organisation.block === 'PARTY';
    this.ceiling = LEVELS[Math.min(rank(caller.clearance), rank(zoneCeiling(caller)))]!;
    this.grants = grantsOf(this.caller);
  }

  classOf(coordinate: string): FieldClass {
    const one = COORDINATES.get(coordinate) ?? BESIDES.get(coordinate);
    if (one === undefined) return 'hidden';
    if (this.reasons(one).length === 0) return 'readable';
    return this.#isKnown(one) ? 'requestable' : 'hidden';
  }

  /** Requestable: that the field exists is no secret to this caller. */
  #isKnown({ floor, sharing }: Coordinate): boolean {
    if (rank(floor) > rank(this.ceiling)) return false;
    if (this.caller.zone === 'INTERNET') return sharing === 'OPEN';
    return this.#party || sharing !== 'INTERNAL';
  }

  /** Every reason for which the field is refused on all rows; none when it is readable on some. */
  reasons(one: Coordinate): readonly Reason[] {
    let reasons = this.#decided.get(one);
    if (reasons === undefined) this.#decided.set(one, (reasons = this.#decide(one)));
    return reasons;
  }

  #decide(one: Coordinate): readonly Reason[] {
    const { caller } = this;
    const reasons: Reason[] = [];
    if (rank(one.floor) > rank(caller.clearance)) reasons.push('CLEARANCE');
    if (rank(one.floor) > rank(zoneCeiling(caller))) reasons.push('ZONE');
    if (one.sharing === 'OPEN') return reasons;
    if (caller.zone === 'INTERNET') reasons.push('ZONE');
    if (caller.purpose === null) reasons.push('PURPOSE');
    const awaited = this.#awaitsEndUser(one);
    if (awaited || (one.personal === 'SENSITIVE' && this.#isNameless())) reasons.push('END_USER');
    if (awaited) return reasons;
    if (!this.#passesGate(one)) reasons.push(...this.#whyNotShared(one));
    if (!this.#isGranted(one)) reasons.push(...this.#whyNotGranted(one));
    return reasons;
  }

  /** Outside the block: an agreement in force that names the field, and never for INTERNAL (R11). */
  #passesGate({ type, field, sharing }: Coordinate): boolean {
    if (sharing === 'OPEN' || this.#party) return true;
    if (sharing === 'INTERNAL') return false;
    // The key goes with whatever is read of the row.
    return this.#isNamed(`${type}.${field}`) || (field === 'id' && this.#namesAnyOf(type));
  }

  #namesAnyOf(type: string): boolean {
    return this.grants.some(
      (grant) => grant.type === type && this.caller.agreements.some(({ id }) => id === grant.line),
    );
  }

  #whyNotShared({ type, field, sharing }: Coordinate): readonly Reason[] {
    if (sharing === 'INTERNAL') return ['INTERNAL'];
    const named = this.caller.agreements.some(({ coordinates }) => coordinates.includes(`${type}.${field}`));
    return named ? ['NO_AGREEMENT', 'PURPOSE'] : ['NO_AGREEMENT'];
  }

  /** Whether an agreement would share the field if the application said for whom it acts, and none does without. */
  #awaitsEndUser(one: Coordinate): boolean {
    const { caller } = this;
    if (this.#passesGate(one) || !this.#isNameless()) return false;
    const named = new Reference({ ...caller, endUser: 'anybody' });
    return named.#passesGate(one);
  }

  #isNamed(coordinate: string): boolean {
    return usableAgreements(this.caller).some(({ coordinates }) => coordinates.includes(coordinate));
  }

  #isGranted(one: Coordinate): boolean {
    if (isChange(one)) return this.grants.some((grant) => grant.type === one.type && grant.gives(one));
    if (isRoute(one.type)) return this.#leadsSomewhere(one);
    const type = rootOf(one).split('.')[0]!;
    return this.grants.some((grant) => grant.type === type && (isId(one) || grant.gives(one)));
  }

  /** What leads to rows of which the caller is granted nothing is refused like them (R1). */
  #leadsSomewhere({ gives }: Coordinate): boolean {
    const target =
      gives === null || gives === 'TaskStat' ? 'Task' : (COORDINATES.get(`${gives}.nodes`)?.gives ?? gives);
    return target === 'PageInfo' || this.grants.some((grant) => grant.type === target);
  }

  #whyNotGranted(one: Coordinate): readonly Reason[] {
    const { caller } = this;
    const underAnother = caller.purposes
      .filter((purpose) => purpose !== caller.purpose)
      .some((purpose) => new Reference({ ...caller, purpose }).#isGranted(one));
    const reasons: Reason[] = ['SCOPE'];
    if (underAnother) reasons.push('PURPOSE');
    if (one.personal === 'SENSITIVE') reasons.push('SENSITIVE');
    return reasons;
  }

  /** R21: through an application, sensitive fields and classified rows need the end user it acts for. */
  #isNameless(): boolean {
    return this.caller.application && this.caller.endUser === null;
  }

  /** Whether the caller sees that the row exists: by what they are and what it is, never by what they select. */
  admits(row: Row): boolean {
    return this.sees(row) && this.isGrantedRow(row);
  }

  isGrantedRow(row: Row): boolean {
    return this.grants.some((grant) => grant.type === row.type && grant.covers(row));
  }

  /** Vetoes on a whole row: level, zone, need to know, end user. */
  sees(row: Row): boolean {
    if (row.level === 'TOP_SECRET' || rank(row.level) > rank(this.ceiling)) return false;
    if (row.level === 'UNCLASSIFIED') return true;
    return !this.#isNameless() && this.needsToKnow(row);
  }

  /** R4. Of members and organisations the scope table is the need to know. */
  needsToKnow({ type, line, others, compartments }: Row): boolean {
    const { organisation, compartments: held } = this.caller;
    if (type === 'Member' || type === 'Organisation') return true;
    const hasPart = [...line, ...others].includes(organisation.path);
    const isFollowed = type === 'Task' && organisation.id === 'VPTW';
    return (hasPart || isFollowed || compartments.length > 0) && compartments.every((one) => held.has(one));
  }

  /** Whether this field of this row is read. `row` is null where the object belongs to no row. */
  permits(coordinate: string, row: Row | null): boolean {
    const one = COORDINATES.get(coordinate);
    if (one === undefined || this.reasons(one).length > 0) return false;
    if (row === null || isRoute(one.type) || row.type !== rootOf(one).split('.')[0]) return true;
    return this.admits(row) && this.linesFor(coordinate, row).length > 0;
  }

  /** The lines of the scope table by which this field of this row is granted. */
  linesFor(coordinate: string, row: Row): readonly string[] {
    const granting = this.grantsFor(COORDINATES.get(coordinate)!).filter((grant) => grant.covers(row));
    return granting.map(({ line }) => line);
  }

  /** The lines that give this field, whatever the row. */
  grantsFor(one: Coordinate): readonly Grant[] {
    const type = PART_OF[one.type]?.split('.')[0] ?? one.type;
    return this.grants.filter((grant) => grant.type === type && (isId(one) || grant.gives(one)));
  }

  /**
   * Whether a filter may read that field: it must be readable on every row in range (R19), that is, every line that
   * admits rows of the type grants it. `input` is the argument or input field.
   */
  mayFilterBy(input: string): boolean {
    const reads = READS[input] ?? [];
    if (reads.length > 0 && !this.#party) return this.#sharesFilter(input, reads);
    return reads.every((coordinate) => {
      const one = COORDINATES.get(coordinate)!;
      if (this.reasons(one).length > 0) return false;
      return this.grants
        .filter((grant) => grant.type === one.type && this.#admitsAlone(grant))
        .every((grant) => grant.gives(one) || this.#coversAsMuch(grant, one));
    });
  }

  /**
   * Outside the block a filter is allowed when an agreement names it itself, and in no other way; and that agreement
   * must share every row in range too (R19).
   */
  #sharesFilter(input: string, reads: readonly string[]): boolean {
    if (!reads.every((read) => this.#mayBeRead(COORDINATES.get(read)!))) return false;
    const usable = usableAgreements(this.caller);
    const types = new Set(reads.map((read) => read.split('.')[0]!));
    const inRange = usable.filter(({ coordinates }) => coordinates.some((one) => types.has(one.split('.')[0]!)));
    const nothingElse = this.ceiling === 'UNCLASSIFIED' || this.#isNameless() || inRange.every(sharesOnlyOpen);
    return usable.some((one) => one.coordinates.includes(input) && (nothingElse || !sharesOnlyOpen(one)));
  }

  /** Whatever an agreement names: a filter is a read (access page, § 5), so the vetoes on the field hold. */
  #mayBeRead({ floor, sharing, personal }: Coordinate): boolean {
    if (rank(floor) > rank(this.ceiling) || sharing === 'INTERNAL') return false;
    if (this.caller.zone === 'INTERNET' && sharing !== 'OPEN') return false;
    return !(personal === 'SENSITIVE' && this.#isNameless());
  }

  /** Lines that only add fields to rows that another line admits widen no range. */
  #admitsAlone({ line }: Grant): boolean {
    return !ADDS_FIELDS.has(line);
  }

  /** Another line of the caller's covers at least the same rows and grants the field. */
  #coversAsMuch(grant: Grant, one: Coordinate): boolean {
    return this.grantsFor(one).some((other) => WIDER[grant.line]?.includes(other.line) === true);
  }
}

/** The purposes there are (§ 2.2). An unknown one is none (R1). */
const PURPOSES =
  'TASK_MONITORING MEMBER_ADMIN MEMBER_VERIFICATION INSPECTION DOC_PROCESSING STATISTICS FEEDBACK_HANDLING SELF_SERVICE DATA_QUALITY AUDIT';
const isPurpose = (one: string | null): boolean => one !== null && PURPOSES.split(' ').includes(one);

/** Whatever changes something is granted by name (access page, § 3). */
const isChange = ({ type }: Coordinate): boolean => type === 'Mutation';

const isId = ({ type, field }: Coordinate): boolean => field === (type === 'AdminUnit' ? 'code' : 'id');

/** Lines of the scope table whose rows another line that the same caller has covers too. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  'Member discipline, organisation work': ['Member own line'],
  'Member own cell': ['Member own line'],
};
const ADDS_FIELDS = new Set(['memberStats, dataQuality', 'Document content', 'Document downloadRef, deliveries']);

function zoneCeiling({ zone, hardwareKey }: ReferenceCaller): Level {
  if (zone !== 'PARTY_WAN') return 'UNCLASSIFIED';
  return hardwareKey ? 'SECRET' : 'CONFIDENTIAL';
}
