import { randomBytes } from 'node:crypto';
import type { CallerFacts } from './identity/caller.js';

/** What one person asked for and another must approve. Times are milliseconds since 1970. */
export interface AskedByOne {
  readonly askedBy: string;
  readonly askedPerson: string;
  readonly askedAt: number;
  readonly lapsesAt: number;
  readonly approvedBy: string | null;
}

/** Why two accounts are not the two people that something takes. */
export const FOUR_EYES_REFUSALS = {
  NO_PERSON: 'The account is not bound to a person, so it cannot be told whether two accounts are two people.',
  UNKNOWN: 'There is no such request.',
  SAME_PERSON: 'It was asked for by the same person; another one must approve.',
  LAPSED: 'Nobody approved it in time: ask again.',
  DECIDED: 'It was approved before; an approval counts once.',
} as const satisfies Record<string, string>;

/** As much of a caller as tells who they are. */
export type Someone = Pick<CallerFacts, 'kind' | 'memberId' | 'accountId'>;

/** An application is no person, whoever it acts for. */
export const personOf = ({ kind, memberId }: Someone): string | null => (kind === 'PERSON' ? memberId : null);

/** Whether a caller is who asked, under whichever account. */
export const isWhoAsked = (
  caller: Someone,
  { askedBy, askedPerson }: Pick<AskedByOne, 'askedBy' | 'askedPerson'>,
): boolean => personOf(caller) === askedPerson || caller.accountId === askedBy;

/** An id for a request, which people read to one another: two letters say what is asked for. */
export const newRequestId = (prefix: string): string => `${prefix}-${randomBytes(9).toString('base64url')}`;

/** Whether a request waits, was approved, or waited too long. */
export function waitingState({ approvedBy, lapsesAt }: AskedByOne, now: number): 'ASKED' | 'APPROVED' | 'LAPSED' {
  if (approvedBy !== null) return 'APPROVED';
  return lapsesAt <= now ? 'LAPSED' : 'ASKED';
}

/** Why a request waits for nobody's approval any more; null while it does. */
export function whyNotWaiting(asked: AskedByOne, now: number): 'DECIDED' | 'LAPSED' | null {
  const state = waitingState(asked, now);
  if (state === 'ASKED') return null;
  return state === 'APPROVED' ? 'DECIDED' : state;
}
