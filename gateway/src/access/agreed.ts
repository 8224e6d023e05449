import type { LabelTable } from '@agency-graph/composition';
import { all, any, ALWAYS, SECRECY, type RowCondition } from '@agency-graph/contract';
import type { PolicyInForce } from '@agency-graph/policy';
import type { CallerFacts, HeldAgreement } from '../identity/caller.js';
import { rowsUnder } from '../rows-under.js';
import { lower } from './levels.js';
import { levelAtMost, ownLine, rowCeilingOf } from './row-condition.js';

/** What agreements share with one caller for one purpose. */
export interface Agreed {
  /**
   * The agreement that an access to rows of a type stands on, of those that name it: it alone gives them, so that its
   * duties are kept and the record names it.
   */
  under(names: Names, type: string): HeldAgreement | undefined;
  /** All that they name, whether or not it may be used now. */
  readonly coordinates: readonly string[];
  /** Whether one names it that an application could use if it said for whom it acts. */
  awaitsEndUser(names: Names): boolean;
  /** The rows of a type that an agreement shares. */
  rows(agreement: HeldAgreement, type: string): RowCondition;
  /** Whether an agreement shares as many rows of a type as another. */
  sharesAll(agreement: HeldAgreement, of: HeldAgreement, type: string): boolean;
}

export type Names = (agreement: HeldAgreement) => boolean;

export function agreedWith(caller: CallerFacts, policy: PolicyInForce, labels: LabelTable): Agreed {
  const inPurpose = forPurpose(caller, policy);
  const usable = usableAgreements(caller, policy);
  const ceiling = rowCeilingOf(policy, caller);

  /**
   * How many rows an agreement shares. INVARIANT: of a type they are nested, so the widest leaves nothing to the others.
   * What lies above the caller's ceiling makes none wider.
   */
  const width = ({ rowsAtMost }: HeldAgreement, type: string): number =>
    labels.rows.get(type)?.secrecy === undefined ? 0 : SECRECY.indexOf(lower(rowsAtMost ?? ceiling, ceiling));

  return {
    coordinates: inPurpose.flatMap(({ coordinates }) => [...coordinates]),
    under(names, type) {
      const general = policy.volume.aQuery.get(type) ?? Infinity;
      const most = (one: HeldAgreement): readonly number[] => [
        width(one, type),
        rowsUnder(one, general),
        one.maxSubjectsPerDay ?? Infinity,
        one.callsPerHour ?? Infinity,
        one.witnessed ? 0 : 1,
      ];
      return usable.filter(names).toSorted((a, b) => mostFirst(most(a), most(b)) || (a.id < b.id ? -1 : 1))[0];
    },
    awaitsEndUser: (names) => inPurpose.some((one) => names(one) && !isUsable(one, caller)),
    /**
     * All, or those up to the level that it says. An agreement is no need to know, so where a line of the scope table
     * is, it shares what is classified along the caller's own line alone.
     */
    rows({ rowsAtMost }, type) {
      const row = labels.rows.get(type);
      if (row === undefined) return ALWAYS;
      const shared = rowsAtMost === null ? ALWAYS : levelAtMost(rowsAtMost, row, policy, caller);
      if (!policy.needByGrant.has(type)) return shared;
      return all([shared, any([levelAtMost('UNCLASSIFIED', row, policy, caller), ownLine(row, caller)])]);
    },
    sharesAll: (agreement, of, type) => width(agreement, type) >= width(of, type),
  };
}

/** The agreements that a caller may use for the purpose they declare. */
export const usableAgreements = (caller: CallerFacts, policy: PolicyInForce): readonly HeldAgreement[] =>
  forPurpose(caller, policy).filter((one) => isUsable(one, caller));

const forPurpose = ({ agreements, purpose }: CallerFacts, { vetoes }: PolicyInForce): readonly HeldAgreement[] =>
  agreements.filter(({ purposes }) => !vetoes.has('purpose') || (purpose !== null && purposes.has(purpose)));

/** An agreement may ask an application to say for whom it acts. */
const isUsable = ({ endUserRequired }: HeldAgreement, { kind, endUser }: CallerFacts): boolean =>
  !endUserRequired || kind !== 'APPLICATION' || endUser !== null;

/** Compares by the first measure in which they differ. */
function mostFirst(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((one, index) => one !== b[index]);
  return at === -1 ? 0 : a[at]! > b[at]! ? -1 : 1;
}
