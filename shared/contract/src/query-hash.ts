import type { AgencyContext } from './agency-context.js';
import { sha256 } from './base64url.js';

/** How a query text is named in a context: base64url SHA-256 of its UTF-8 bytes. */
export const queryHash = (text: string): string => sha256(text);

/** Whether the context covers this query text, to the byte. */
export const queryIsAsked = (context: AgencyContext, text: string): boolean => context.qs.includes(queryHash(text));
