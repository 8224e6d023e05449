import { preferredLanguage, type Language } from '@agency-graph/policy';
import { Refusal } from '../refusals.js';
import type { ReceivedRequest } from './read-request.js';

const ACCEPTED = ['application/graphql-response+json', 'application/json'] as const;
export type MediaType = (typeof ACCEPTED)[number];

type Headers = ReceivedRequest['headers'];

/** A header that may come in several lines, as one text. */
const headerText = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;

/** The media type to answer in: the first of ours that the client accepts. */
export function acceptedMediaType(headers: Headers): MediaType {
  const accept = headerText(headers['accept']);
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight) };
  });
  const wanted = ranges.filter((range) => range.weight > 0).toSorted((a, b) => b.weight - a.weight);
  for (const { type } of wanted) {
    const known = ACCEPTED.find((one) => one === type);
    if (known !== undefined) return known;
    if (type === '*/*' || type === 'application/*') return 'application/json';
  }
  throw new Refusal('NOT_ACCEPTABLE');
}

/** The language in which what is said of access is said. */
export const acceptedLanguage = (headers: Headers): Language =>
  preferredLanguage(headerText(headers['accept-language']));
