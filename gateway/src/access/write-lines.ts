import type { LabelTable } from '@agency-graph/composition';
import type { Label } from '@agency-graph/contract';
import { covers, type PolicyInForce } from '@agency-graph/policy';
import { hasKey } from './row-condition.js';

/** The type whose fields change rows. */
export const WRITES = 'Mutation';

/**
 * Whether a field needs a line of the scope table that names it, as what changes rows of its target. Of rows that are
 * told apart it always does: what lines say of reading them must not open a change of them, nor an end of such a line.
 */
export const needsWriteLine = (
  [type, name]: readonly [type: string, field: string],
  label: Label,
  target: string,
  labels: LabelTable,
  { grants }: PolicyInForce,
): boolean =>
  type === WRITES &&
  (labels.rows.has(target) ||
    hasKey(target, labels) ||
    // A receipt is no row: it is read like anything else, unless the table says who may ask for it.
    grants.get(type)?.some((grant) => covers(grant, label, type, name, false)) === true);
