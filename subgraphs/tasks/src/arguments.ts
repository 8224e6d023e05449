import { BadUserInput } from '@agency-graph/kit';
import type { TaskFilter } from './schema/task-filter.js';

/** Rows of a list at most. */
const MOST = 100;
const DEFAULT_FIRST = 20;
/** Characters of an id at most: the longest of the register's has fewer than a quarter. */
const ID_LENGTH = 128;

/** Size of a list or page; BAD_USER_INPUT outside 1 … 100. */
export function firstOf(first: number | null | undefined): number {
  if (first === null || first === undefined) return DEFAULT_FIRST;
  if (!Number.isInteger(first) || first < 1 || first > MOST) {
    throw new BadUserInput('first', `must be from 1 to ${MOST}`);
  }
  return first;
}

/** Whether text can be an id at all: PostgreSQL takes neither NUL nor half a surrogate pair. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= ID_LENGTH && value.isWellFormed() && !value.includes('\0');

/** An id from a caller; BAD_USER_INPUT where no row could have it, which tells nothing of rows. */
export function idOf(argument: string, value: string): string {
  if (isId(value)) return value;
  throw new BadUserInput(argument, `must be an id: at most ${ID_LENGTH} characters of text`);
}

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
    dueBefore: dayOf(filter?.dueBefore),
  };
}

/** A day that PostgreSQL knows: it has no year 0, which ISO 8601 has. */
function dayOf(day: string | null | undefined): string | null {
  if (day === null || day === undefined) return null;
  if (day.startsWith('0000')) throw new BadUserInput('filter.dueBefore', 'must be a day from the year 1 on');
  return day;
}
