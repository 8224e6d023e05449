import type { Secrecy } from './directives.js';
import type { RowCondition } from './row-condition.js';

/**
 * The level that counts for a row: UNCLASSIFIED where its last day is before `lapsedBefore` (law 117/2025, art. 22),
 * otherwise as marked. Both days are `YYYY-MM-DD`; whatever else `until` is lets nothing lapse.
 */
export function effectiveLevel(marked: Secrecy, until: unknown, lapsedBefore: string | undefined): Secrecy {
  return typeof until === 'string' && lapsedBefore !== undefined && until < lapsedBefore ? 'UNCLASSIFIED' : marked;
}

/** The day that a condition names, wherever in it: one clock per request, so all its parts name the same. */
export function lapseDay(condition: RowCondition | undefined): string | undefined {
  switch (condition?.kind) {
    case 'level':
      return condition.lapsedBefore;
    case 'all':
    case 'any':
      return condition.of.map(lapseDay).find((day) => day !== undefined);
    default:
      return undefined;
  }
}
