import { isUnder } from '@agency-graph/contract';
import type { CallerFacts } from '../identity/caller.js';
import { FOUR_EYES_REFUSALS, isWhoAsked, personOf, whyNotWaiting, type AskedByOne } from '../four-eyes.js';

/** Why wider access is not asked for, not approved, or not ended by this caller. */
export const BREAK_GLASS_REFUSALS = {
  ...FOUR_EYES_REFUSALS,
  OUTSIDE: 'Only accounts of the block in which the scope table decides may have wider access.',
  NO_PURPOSE: 'The request declares no purpose.',
  NOT_OFFERED: 'The rules in force offer no wider access.',
  UNKNOWN_TYPE: 'There are no records of this type that wider access could be about.',
  TOO_LONG: 'The rules in force allow a shorter time.',
  TOO_MANY: 'Too many of your requests wait for approval: end one of them, or ask again later.',
  NOT_ENTITLED:
    'Only somebody with a function, in the same organisation or above it or at the records’ steward, may approve.',
  ENDED: 'It has ended.',
  NOT_YOURS: 'Only who asked, who approved or a steward may end it.',
} as const satisfies Record<string, string>;

export type BreakGlassRefusal = keyof typeof BREAK_GLASS_REFUSALS;

/** What is asked for. */
export interface WantedBreakGlass {
  readonly incident: string;
  readonly reason: string;
  readonly type: string;
  readonly ids: readonly string[];
  readonly minutes: number;
}

/** A request for wider access, and what became of it. Times are milliseconds since 1970. */
export interface BreakGlass extends WantedBreakGlass, AskedByOne {
  readonly id: string;
  readonly purpose: string;
  /** Path of the organisation that it was asked from. */
  readonly askedPath: string;
  readonly endsAt: number | null;
  readonly endedAt: number | null;
  /** Who is told, by the labels of the type: first the one whose rows they are, then those of single fields. */
  readonly stewards: readonly string[];
}

/** What wider access is held against. */
export interface BreakGlassGround {
  /** Longest time in minutes; null where the rules in force offer none. */
  readonly minutes: number | null;
  /** The block inside which the scope table decides. */
  readonly inside: string | null;
  /** Stewards of a row type, first the one whose rows they are; empty for what is no row type. */
  readonly stewardsOf: (type: string) => readonly string[];
}

/** Whether a caller may ask; null when they may. */
export function whyNotAsk(
  caller: CallerFacts,
  { type, minutes }: WantedBreakGlass,
  ground: BreakGlassGround,
): BreakGlassRefusal | null {
  if (ground.minutes === null) return 'NOT_OFFERED';
  if (personOf(caller) === null) return 'NO_PERSON';
  if (caller.organisation.block !== ground.inside) return 'OUTSIDE';
  if (caller.purpose === null) return 'NO_PURPOSE';
  if (ground.stewardsOf(type).length === 0) return 'UNKNOWN_TYPE';
  return minutes > ground.minutes ? 'TOO_LONG' : null;
}

/** Whether a caller may approve; null when they may. */
export function whyNotApprove(
  caller: CallerFacts,
  asked: BreakGlass,
  ground: BreakGlassGround,
  now: number,
): BreakGlassRefusal | null {
  if (ground.minutes === null) return 'NOT_OFFERED';
  if (personOf(caller) === null) return 'NO_PERSON';
  // First of all, so that nobody finds a way round by the order of questions.
  if (isWhoAsked(caller, asked)) return 'SAME_PERSON';
  if (caller.organisation.block !== ground.inside) return 'OUTSIDE';
  if (asked.endedAt !== null) return 'ENDED';
  const over = whyNotWaiting(asked, now);
  if (over !== null) return over;
  if (asked.minutes > ground.minutes) return 'TOO_LONG';
  const inLine = isUnder(asked.askedPath, caller.organisation.path);
  const entitled = caller.functions.size > 0 && (inLine || caller.organisation.id === asked.stewards[0]);
  return entitled ? null : 'NOT_ENTITLED';
}

/** Whether a caller may end it; null when they may. */
export function whyNotEnd(caller: CallerFacts, asked: BreakGlass, now: number): BreakGlassRefusal | null {
  const mine = caller.accountId === asked.askedBy || caller.accountId === asked.approvedBy;
  if (!mine && !isSteward(caller, asked)) return 'NOT_YOURS';
  return asked.endedAt !== null || (asked.endsAt ?? asked.lapsesAt) <= now ? 'ENDED' : null;
}

/** Whether a caller may know of it; the store says the same in SQL. */
export const maySee = (caller: CallerFacts, asked: BreakGlass): boolean =>
  caller.accountId === asked.askedBy ||
  caller.accountId === asked.approvedBy ||
  (caller.functions.size > 0 && (isSteward(caller, asked) || isUnder(asked.askedPath, caller.organisation.path)));

const isSteward = ({ organisation }: CallerFacts, { stewards }: BreakGlass): boolean =>
  stewards.includes(organisation.id);
