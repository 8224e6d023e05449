import type { RowCondition, Secrecy } from '@agency-graph/contract';

/**
 * The level that counts for a row: UNCLASSIFIED once its day is past, from the day on which the request's own row
 * condition lets levels lapse (law 117/2025, art. 22), otherwise as marked.
 */
export function effectiveLevel(marked: Secrecy, until: string | null, condition: RowCondition | undefined): Secrecy {
  const lapsedBefore = condition && lapseDay(condition);
  return until !== null && lapsedBefore !== undefined && until < lapsedBefore ? 'UNCLASSIFIED' : marked;
}

/** The day that a condition names, wherever in it: one clock per request, so all its parts name the same. */
function lapseDay(condition: RowCondition): string | undefined {
  if (condition.kind === 'level') return condition.lapsedBefore;
  if (condition.kind !== 'all' && condition.kind !== 'any') return undefined;
  return condition.of.map(lapseDay).find((day) => day !== undefined);
}
