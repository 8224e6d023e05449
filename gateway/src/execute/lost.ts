import type { Refused } from '../access/shape.js';
import { isSpent, TAKEN, type Allowance } from '../allowance.js';
import type { Fetched } from '../plan/fetched.js';

/**
 * Why something that came stands in no answer: it, or what must be there beside it or in it, was refused on its row, or
 * whatever the row, or has failed.
 */
export type Cause = 'withheld' | Refused | 'failed';

/** What came and turned out, when it was written, to have no place in the answer. */
export class Lost {
  /** The whole of the answer, or objects of lists. */
  readonly objects = new Map<Fetched, Cause>();
  /** What objects have under a response key. */
  readonly values = new Map<Fetched, Map<string, Cause>>();
  readonly #allowance: Allowance;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  get isEmpty(): boolean {
    return this.objects.size === 0 && this.values.size === 0;
  }

  object(object: Fetched, cause: Cause): void {
    if (this.#mayNote()) this.objects.set(object, cause);
  }

  value(object: Fetched, key: string, cause: Cause): void {
    if (!this.#mayNote()) return;
    const known = this.values.get(object);
    if (known === undefined) this.values.set(object, new Map([[key, cause]]));
    else known.set(key, cause);
  }

  /** attacker-controlled: as many as there are values. What is not noted any more is recorded as given. */
  #mayNote(): boolean {
    if (isSpent(this.#allowance)) return false;
    this.#allowance.left -= TAKEN.error;
    return true;
  }
}
