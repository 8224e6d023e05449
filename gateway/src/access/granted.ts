import type { LabelTable } from '@agency-graph/composition';
import { any, NEVER, type RowCondition } from '@agency-graph/contract';
import type { Grant, PolicyInForce } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import type { Permit } from './decision.js';
import { addressedTo } from './grants.js';
import { admittedBy } from './row-condition.js';

/** Single rows that a second person opened to the caller, whole, for a short time and one purpose. */
interface Urgent {
  readonly rows: RowCondition;
  readonly permit: Permit;
}

/** What the scope table gives one caller for the purpose that they declared, and what an emergency adds to it. */
export class Granted {
  readonly #caller: CallerFacts;
  readonly #policy: PolicyInForce;
  readonly #labels: LabelTable;

  constructor(caller: CallerFacts, policy: PolicyInForce, labels: LabelTable) {
    this.#caller = caller;
    this.#policy = policy;
    this.#labels = labels;
  }

  /** The lines on a type that are addressed to the caller. */
  on(type: string): readonly Grant[] {
    return (this.#policy.grants.get(type) ?? []).filter((grant) => addressedTo(grant, this.#caller));
  }

  /** Whether a line is for the purpose that the caller declared. */
  isFor({ purposes }: Grant): boolean {
    const { purpose } = this.#caller;
    return (
      purposes === 'any' || !this.#policy.vetoes.has('purpose') || (purpose !== null && purposes.includes(purpose))
    );
  }

  /** Whether a line is for a purpose that the caller's account has, whichever they declared. */
  isForOneOfTheirs({ purposes }: Grant): boolean {
    return purposes !== 'any' && this.#caller.purposes.some((purpose) => purposes.includes(purpose));
  }

  /** The rows of a type that a line admits the caller to. */
  rowsOf(grant: Grant, type = grant.type): RowCondition {
    return admittedBy(grant, type, this.#labels, this.#policy, this.#caller);
  }

  /** The rows of a type that all of this admits the caller to. */
  rows(type: string): RowCondition {
    const lines = this.on(type).filter((grant) => this.isFor(grant));
    return any([...lines.map((grant) => this.rowsOf(grant)), this.urgent(type)?.rows ?? NEVER]);
  }

  /** What was opened of a type in an emergency, for the purpose that the caller declared. */
  urgent(type: string): Urgent | null {
    const { emergency, purpose } = this.#caller;
    const { breakGlass } = this.#policy;
    if (emergency?.type !== type || emergency.purpose !== purpose || breakGlass === null) return null;
    return {
      rows: { kind: 'ids', ids: emergency.ids },
      permit: { kind: 'permit', rule: breakGlass.rule, basis: { kind: 'emergency', id: emergency.id } },
    };
  }
}
