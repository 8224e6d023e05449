import { SHARING, type Label, type Sharing } from '@agency-graph/contract';
import type { Grant } from './content.js';

/** The type whose fields change rows. Each is granted by a line of its own type, whatever lines say who reads what it gives. */
export const WRITES = 'Mutation';

/**
 * Whether the fields of a line of the scope table take in a field of its type or of one of its parts. `tier` is whether
 * SENSITIVE data must be covered expressly.
 */
export function covers(grant: Grant, label: Label, type: string, name: string, tier: boolean): boolean {
  const spelt = spellings(grant, type, name);
  const { fields } = grant;
  // A part's fields are reached only through the field that holds them, so a row's key and typename need no line.
  if (type === grant.type && name === 'id' && type !== WRITES) return true;
  if (fields !== 'all' && fields.only !== undefined) return fields.only.some((one) => spelt.includes(one));
  if (tier && label.personal === 'SENSITIVE' && !grant.sensitive) return false;
  if (fields === 'all') return true;
  if (fields.except?.some((one) => spelt.includes(one)) === true) return false;
  return fields.sharing === undefined || atMostSharing(label.sharing, fields.sharing);
}

/** Whether a line grants a field by its own name. */
export const grantsByName = (grant: Grant, type: string, name: string): boolean =>
  grant.fields !== 'all' && grant.fields.only?.includes(spellings(grant, type, name)[0]) === true;

/** How a line names a field: alone, and of a part together with all others of it. */
const spellings = (grant: Grant, type: string, name: string): readonly [string, ...string[]] =>
  type === grant.type ? [name] : [`${type}.${name}`, `${type}.*`];

/** Whether a sharing gate is no stricter than another. */
const atMostSharing = (sharing: Sharing, most: Sharing): boolean => SHARING.indexOf(sharing) <= SHARING.indexOf(most);
