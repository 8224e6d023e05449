import { idOf } from '@agency-graph/kit';
import type { TaskFilter } from './schema/task-filter.js';

/** The conditions that a caller stated, and only those. */
export type TaskConditions = { readonly [Name in keyof TaskFilter]-?: NonNullable<TaskFilter[Name]> | null };

/** A filter with its ids checked; a condition that is null is none. */
export function filterOf(filter: TaskFilter | null | undefined): TaskConditions {
  const id = (name: 'resolutionId' | 'leadOrgId'): string | null => {
    const value = filter?.[name];
    return value === null || value === undefined ? null : idOf(`filter.${name}`, value);
  };
  return {
    resolutionId: id('resolutionId'),
    leadOrgId: id('leadOrgId'),
    status: filter?.status ?? null,
    timeliness: filter?.timeliness ?? null,
    dueBefore: filter?.dueBefore ?? null,
  };
}
