import { Draw } from './draw.js';
import type { Membership } from './membership.js';
import { isFixture } from './membership.js';
import { canaryStep } from './canary.js';

/** Two records that share an identity number: of two people (Q08), or of one person in two cells (Q09). */
export interface Pair {
  readonly kind: 'Q08' | 'Q09';
  /** The record whose number it rightly is. */
  readonly first: number;
  readonly second: number;
}

/** Partners lie 64 numbers apart; no cell has that many members, so they are always in two cells. */
const DISTANCE = 64;
const SAME_NUMBER = 2_000;
/** 0.5 % of all remain once those who hold a position are left out. */
const SAME_PERSON = 5_400;

/** The pair that this member is part of, if any. */
export function pairOf(
  seed: string,
  member: number,
  membership: Membership,
  holdsPosition: (member: number) => boolean,
): Pair | undefined {
  const first = member & ~DISTANCE;
  const second = member | DISTANCE;
  if (first < 1 || second > membership.members) return undefined;
  const lot = new Draw(seed, 'member-pair', first).below(0, 1_000_000);
  if (lot >= SAME_NUMBER + SAME_PERSON) return undefined;
  const step = canaryStep(membership.members);
  if (isFixture(first) || isFixture(second) || isCanary(first, step) || isCanary(second, step)) return undefined;
  if (lot < SAME_NUMBER) return { kind: 'Q08', first, second };
  // A secretary or a signer must stay the person whom others name.
  return holdsPosition(second) ? undefined : { kind: 'Q09', first, second };
}

/** Whether the record of this number carries canaries. */
export function isCanary(number: number, step: number): boolean {
  return number % step === step - 1;
}
