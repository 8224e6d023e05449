import type { Label } from '@agency-graph/contract';
import type { PolicyInForce } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import type { Decision } from './decide.js';
import { atMostLevel, ceilingOf } from './levels.js';

/**
 * What a field is to a caller: readable; requestable, i.e. refused with its reason, for its existence is no secret to
 * them; or hidden, i.e. answered like a misspelt name.
 */
export const FIELD_CLASSES = ['READABLE', 'REQUESTABLE', 'HIDDEN'] as const;
export type FieldClass = (typeof FIELD_CLASSES)[number];

/** The class that a decision puts a field in. */
export const classOf = (decision: Decision): FieldClass =>
  decision.kind !== 'deny' ? 'READABLE' : decision.hidden ? 'HIDDEN' : 'REQUESTABLE';

/**
 * Whether the very existence of a refused field is a secret to a caller. It follows from label, rules and caller alone,
 * never from data.
 */
export function isHidden(label: Label | undefined, policy: PolicyInForce, caller: CallerFacts): boolean {
  if (label === undefined) return true;
  if (policy.openOnly.has(caller.zone)) return label.sharing !== 'OPEN';
  if (!atMostLevel(label.secrecy, ceilingOf(policy, caller))) return true;
  return label.sharing === 'INTERNAL' && caller.organisation.block !== policy.inside;
}
