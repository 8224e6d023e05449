/** What of a task the check looks at. */
export interface CompletionFacts {
  readonly status: string;
  readonly progressPct: number;
  readonly productIds: readonly string[];
}

/** Quality issue Q21, by the field that does not go with the others. */
export interface InconsistentCompletion {
  readonly code: 'Q21';
  readonly dimension: 'CONSISTENCY';
  readonly field: 'progressPct' | 'productIds';
}

const issue = (field: InconsistentCompletion['field']): InconsistentCompletion => ({
  code: 'Q21',
  dimension: 'CONSISTENCY',
  field,
});

/** Finds a task that is done by its figures but not by its status, or completed with nothing to show for it. */
export function inconsistentCompletion(task: CompletionFacts): InconsistentCompletion | undefined {
  const completed = task.status === 'COMPLETED';
  if (!completed && task.progressPct === 100) return issue('progressPct');
  if (completed && task.productIds.length === 0) return issue('productIds');
  return undefined;
}
