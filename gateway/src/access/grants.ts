import type { Label } from '@agency-graph/contract';
import type { Grant } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import { atMostSharing } from './levels.js';

/** Whether a line of the scope table is addressed to the caller. */
export function addressedTo({ to }: Grant, { organisation, functions }: CallerFacts): boolean {
  if (to === 'everyone') return true;
  return (
    (to.block === undefined || to.block === organisation.block) &&
    (to.functions === undefined || to.functions.some((one) => functions.has(one))) &&
    (to.organisations === undefined || to.organisations.includes(organisation.id)) &&
    (to.levels === undefined || to.levels.includes(organisation.level))
  );
}

/**
 * Whether the fields of a line take in a field of its type or of one of its parts. `tier` is whether SENSITIVE data
 * must be covered expressly.
 */
export function covers(grant: Grant, label: Label, type: string, name: string, tier: boolean): boolean {
  const spelt = type === grant.type ? [name] : [`${type}.${name}`, `${type}.*`];
  const { fields } = grant;
  // A part's fields are reached only through the field that holds them, so a row's key and typename need no line.
  if (type === grant.type && name === 'id') return true;
  if (fields !== 'all' && fields.only !== undefined) return fields.only.some((one) => spelt.includes(one));
  if (tier && label.personal === 'SENSITIVE' && !grant.sensitive) return false;
  if (fields === 'all') return true;
  if (fields.except?.some((one) => spelt.includes(one)) === true) return false;
  return fields.sharing === undefined || atMostSharing(label.sharing, fields.sharing);
}
