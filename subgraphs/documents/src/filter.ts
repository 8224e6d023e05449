import { BadUserInput } from '@agency-graph/kit';
import { identifier } from './identifiers.js';
import type { DocumentFilter } from './schema/document-filter.js';
import type { Document } from './schema/document.js';

/** Longest text that is searched for, in characters. */
const MAX_TEXT = 200;

/** A filter whose values SQL can take: absent parts are absent, and equal filters are equal as JSON. */
export interface CheckedFilter {
  readonly docType?: Document['docType'];
  readonly issuerId?: string;
  readonly term?: string;
  readonly number?: number;
  readonly issuedAfter?: string;
  /** Trimmed, with single spaces. */
  readonly text?: string;
}

/** The filter as given, or `BAD_USER_INPUT` naming the part that cannot be. */
export function checkFilter(filter: DocumentFilter | null | undefined): CheckedFilter {
  const { docType, issuerId, term, number, issuedAfter, text } = filter ?? {};
  return {
    ...(docType != null && { docType }),
    ...(issuerId != null && { issuerId: identifier('filter.issuerId', issuerId) }),
    ...(term != null && { term: identifier('filter.term', term) }),
    ...(number != null && { number }),
    ...(issuedAfter != null && { issuedAfter: storableDay(issuedAfter) }),
    ...(text != null && { text: searchText(text) }),
  };
}

/** PostgreSQL's calendar has no year 0. */
function storableDay(day: string): string {
  if (day >= '0001-01-01') return day;
  throw new BadUserInput('filter.issuedAfter', 'must be a day of the year 1 or later');
}

function searchText(value: string): string {
  const text = value.trim().replace(/\s+/gu, ' ');
  const isSearchable = text.length > 0 && text.length <= MAX_TEXT && text.isWellFormed() && !text.includes('\0');
  if (!isSearchable) throw new BadUserInput('filter.text', `must be 1 to ${MAX_TEXT} characters of text`);
  return text;
}
