import type { LabelTable } from '@agency-graph/composition';
import type { Label } from '@agency-graph/contract';
import type { PolicyInForce } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import type { Decision } from './decision.js';
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

/** What exists for a caller; callers of the same key see the same. */
export interface Sight {
  readonly key: string;
  sees(coordinate: string): boolean;
  /** Whether an argument or input field exists: where it reads what is hidden, only if an agreement names it. */
  mayName(input: string, reads: readonly string[]): boolean;
}

/** The sight of a caller to whom agreements `named` these coordinates. */
export function sightOf(
  labels: LabelTable,
  policy: PolicyInForce,
  caller: CallerFacts,
  named: readonly string[],
): Sight {
  const sees = (coordinate: string): boolean => !isHidden(labels.fields.get(coordinate), policy, caller);
  const readsUnseen = (input: string): boolean => labels.reads.get(input)?.every(sees) === false;
  const besides = new Set(named.filter(readsUnseen));
  const openOnly = policy.openOnly.has(caller.zone);
  const inside = caller.organisation.block === policy.inside;
  return {
    key: JSON.stringify([openOnly, ceilingOf(policy, caller), inside, policy.since, [...besides].toSorted()]),
    sees,
    mayName: (input, reads) => besides.has(input) || reads.every(sees),
  };
}
