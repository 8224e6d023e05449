import { BREAK_GLASS_ANSWER, ERASURE_ANSWER } from '@agency-graph/composition';
import type { CallerFacts } from '../identity/caller.js';
import {
  FOUR_EYES_REFUSALS,
  isWhoAsked,
  personOf,
  whyNotWaiting,
  type AskedByOne,
  type Someone,
} from '../four-eyes.js';
import type { SubjectName } from '../subject-name.js';

/** Why keys are not destroyed, kept or released by this caller. */
export const ERASURE_REFUSALS = {
  ...FOUR_EYES_REFUSALS,
  NOT_ENTITLED: 'Only persons with a function in an organisation that answers for data may take part.',
  NO_HOLD: 'There is no such hold in force.',
  HELD: 'A legal hold is on all of them: it must be lifted first.',
} as const satisfies Record<string, string>;

export type ErasureRefusal = keyof typeof ERASURE_REFUSALS;

/** Destroys keys; forbids that; allows it again. */
export type ErasureKind = 'SHRED' | 'HOLD' | 'LIFT';

/** What is asked for. */
export interface WantedErasure {
  readonly kind: ErasureKind;
  /** Whom: a type, or a field whose value the ids are, as records name them. */
  readonly of: string;
  readonly ids: readonly string[];
  /** Of a lift: the hold that it ends. */
  readonly hold: string | null;
  /** The legal ground, by reference. Stands in the log for ever. */
  readonly ground: string;
}

/** A request, and what became of it. */
export interface Erasure extends WantedErasure, AskedByOne {
  readonly id: string;
  /** Of a shred: ids that a hold kept when it was approved. They are not erased. */
  readonly kept: readonly string[];
  /** Of a shred: ids that came under a hold before every node had destroyed their keys; it does so when that is lifted. */
  readonly waiting: readonly string[];
  /** Of a shred: how many keys of its subjects the logs destroyed that carried it out; null where not all were counted. */
  readonly keys: number | null;
  /** How many logs that are so far. */
  readonly logs: number;
}

/** Whether a caller may ask, or approve, at all; null when they may. `stewards` are organisations that answer for data. */
export function whyNotTakePart(
  caller: Someone & { readonly functions: ReadonlySet<string>; readonly organisation: { readonly id: string } },
  stewards: ReadonlySet<string>,
): 'NO_PERSON' | 'NOT_ENTITLED' | null {
  if (personOf(caller) === null) return 'NO_PERSON';
  return caller.functions.size > 0 && stewards.has(caller.organisation.id) ? null : 'NOT_ENTITLED';
}

/** Whether a caller who may take part may approve what was asked for; null when they may. */
export function whyNotApprove(caller: CallerFacts, asked: Erasure, now: number): ErasureRefusal | null {
  return isWhoAsked(caller, asked) ? 'SAME_PERSON' : whyNotWaiting(asked, now);
}

/**
 * What requests of erasure, and for emergencies, may have named a subject by, which is destroyed with it: one name for
 * whatever kinds of subjects have the same id.
 */
export const otherNamesOf = ({ id }: SubjectName): readonly SubjectName[] =>
  [ERASURE_ANSWER, BREAK_GLASS_ANSWER].map((of) => ({ of, id }));
