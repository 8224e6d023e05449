import { COORDINATES } from '../reference/coordinates.js';
import type { Reference } from '../reference/decide.js';
import type { Expected, Watch } from '../reference/evaluate.js';
import type { CaseCaller } from './callers.js';
import { decisiveRules } from './decisive.js';

/** What a run has tried, so that it can be held that little was left untried. */
export class Coverage {
  readonly permitted = new Map<string, number>();
  readonly refused = new Map<string, number>();
  readonly decisive = new Map<string, number>();
  readonly personas = new Map<string, number>();
  readonly clocks = new Map<string, number>();
  readonly outcomes = new Map<string, number>();
  readonly agreements = new Map<string, number>();
  lists = 0;
  listsThinned = 0;

  watch(caller: CaseCaller, reference: Reference): Watch {
    count(this.personas, caller.code);
    count(this.clocks, caller.door.clock);
    for (const { id } of reference.caller.agreements) count(this.agreements, id);
    if (reference.caller.organisation.id === 'BO01') count(this.agreements, 'AGR-02-2025 (expired)');
    const told = new Set<string>();
    return {
      judged: (coordinate, row, permitted) => {
        // Once a query, however many rows it is asked of.
        if (!told.has(`${coordinate} ${permitted}`)) count(permitted ? this.permitted : this.refused, coordinate);
        told.add(`${coordinate} ${permitted}`);
        for (const rule of decisiveRules(reference, coordinate, row, permitted)) count(this.decisive, rule);
      },
      listed: (_, rows, seen) => {
        this.lists += 1;
        if (seen > 0 && seen < rows) this.listsThinned += 1;
      },
      absent: (row) => {
        count(this.outcomes, 'row');
        for (const rule of decisiveRules(reference, `${row.type}.id`, row, false)) count(this.decisive, rule);
      },
    };
  }

  answered(expected: Expected): void {
    count(this.outcomes, expected.kind === 'answer' && expected.errors.length > 0 ? 'field' : expected.kind);
    if (expected.kind === 'account') count(this.decisive, 'R2');
  }

  /** Share of judged coordinates that were permitted. */
  get permittedShare(): number {
    const [permitted, refused] = [sum(this.permitted), sum(this.refused)];
    return permitted / Math.max(1, permitted + refused);
  }

  get thinnedShare(): number {
    return this.listsThinned / Math.max(1, this.lists);
  }

  /** Coordinates that were never permitted, or never refused. */
  oneSided(): { readonly neverPermitted: readonly string[]; readonly neverRefused: readonly string[] } {
    const all = [...COORDINATES.keys()];
    return {
      neverPermitted: all.filter((one) => !this.permitted.has(one)),
      neverRefused: all.filter((one) => !this.refused.has(one)),
    };
  }
}

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, one) => total + one, 0);
