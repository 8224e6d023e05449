import { BadUserInput, idOf, isText } from '@agency-graph/kit';
import type { DocumentFilter } from './schema/document-filter.js';
import type { Document } from './schema/document.js';

/** Longest text that is searched for, in characters. */
const MAX_TEXT = 200;
/** Fewest letters and digits: the index is one of groups of three, and without it a search reads every document. */
const MIN_LETTERS = 3;

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
    ...(issuerId != null && { issuerId: idOf('filter.issuerId', issuerId) }),
    ...(term != null && { term: idOf('filter.term', term) }),
    ...(number != null && { number }),
    ...(issuedAfter != null && { issuedAfter }),
    ...(text != null && { text: searchText(text) }),
  };
}

function searchText(value: string): string {
  const text = value.trim().replace(/\s+/gu, ' ');
  const letters = isText(text, MAX_TEXT) ? (text.normalize('NFC').match(/[\p{L}\p{N}]/gu)?.length ?? 0) : 0;
  if (letters >= MIN_LETTERS) return text;
  throw new BadUserInput(
    'filter.text',
    `must be text of at most ${MAX_TEXT} characters with at least ${MIN_LETTERS} letters`,
  );
}
