import type { CallerFacts } from '../identity/caller.js';

/** Why keys are not destroyed, kept or released by this caller. */
export const ERASURE_REFUSALS = {
  NO_PERSON: 'The account is not bound to a person, so it cannot be told whether two accounts are two people.',
  NOT_ENTITLED: 'Only persons with a function in an organisation that answers for data may take part.',
  UNKNOWN: 'There is no such request.',
  NO_HOLD: 'There is no such hold in force.',
  SAME_PERSON: 'It was asked for by the same person; another one must approve.',
  LAPSED: 'Nobody approved it in time: ask again.',
  DECIDED: 'It was approved before; an approval counts once.',
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

/** A request, and what became of it. Times are milliseconds since 1970. */
export interface Erasure extends WantedErasure {
  readonly id: string;
  readonly askedBy: string;
  readonly askedPerson: string;
  readonly askedAt: number;
  readonly lapsesAt: number;
  readonly approvedBy: string | null;
  /** Of a shred: ids that a hold kept. */
  readonly kept: readonly string[];
}

/** Whether a caller may ask, or approve, at all; null when they may. `stewards` are organisations that answer for data. */
export function whyNotTakePart(caller: CallerFacts, stewards: ReadonlySet<string>): ErasureRefusal | null {
  if (personOf(caller) === null) return 'NO_PERSON';
  return caller.functions.size > 0 && stewards.has(caller.organisation.id) ? null : 'NOT_ENTITLED';
}

/** Whether a caller who may take part may approve what was asked for; null when they may. */
export function whyNotApprove(caller: CallerFacts, asked: Erasure, now: number): ErasureRefusal | null {
  if (personOf(caller) === asked.askedPerson || caller.accountId === asked.askedBy) return 'SAME_PERSON';
  if (asked.approvedBy !== null) return 'DECIDED';
  return asked.lapsesAt <= now ? 'LAPSED' : null;
}

/** An application is no person, whoever it acts for. */
export const personOf = ({ kind, memberId }: CallerFacts): string | null => (kind === 'PERSON' ? memberId : null);
