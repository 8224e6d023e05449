import { preferredLanguage, type Language } from '@agency-graph/policy';
import { Refusal } from '../refusals.js';
import type { ReceivedRequest } from './read-request.js';

/** The first where a client does not mind. */
const ACCEPTED = ['application/json', 'application/graphql-response+json'] as const;
export type MediaType = (typeof ACCEPTED)[number];

type Headers = ReceivedRequest['headers'];

/** A header that may come in several lines, as one text. */
const headerText = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;

/** The media type to answer in: of ours the one that the client likes best, or named first. */
export function acceptedMediaType(headers: Headers): MediaType {
  const accept = headerText(headers['accept']);
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const ranges = accept.split(',').map((range, place) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight), place };
  });
  // The most specific range decides (RFC 9110, 12.5.1).
  const rangeOf = (mediaType: MediaType) =>
    [mediaType, 'application/*', '*/*'].flatMap((wanted) => ranges.filter(({ type }) => type === wanted))[0];
  const [best] = ACCEPTED.map((mediaType) => ({ mediaType, ...(rangeOf(mediaType) ?? { weight: 0, place: 0 }) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.place - b.place);
  if (best === undefined) throw new Refusal('NOT_ACCEPTABLE');
  return best.mediaType;
}

/** The language in which what is said of access is said. */
export const acceptedLanguage = (headers: Headers): Language =>
  preferredLanguage(headerText(headers['accept-language']));
