/**
 * What one request may still read of answers, as reckoned. One answer is bounded as it arrives; but an entity of it is
 * copied to every object that refers to it, under every alias, and each copy is held and then written.
 */
export interface Allowance {
  left: number;
}

/**
 * Near enough, bytes of memory and characters of the answer. A character may take six as JSON, and what is written must
 * stay under the 2²⁹ of V8; an answer of the most bytes and values that an agency may send takes a good half.
 */
const MOST = 64 * 1024 * 1024;

/** What each of these takes beside what is in it; a list is an object. */
export const TAKEN = { object: 96, field: 8, item: 8, error: 256 } as const;

export const newAllowance = (): Allowance => ({ left: MOST });

export const isSpent = ({ left }: Allowance): boolean => left < 0;

/** Takes so much. Throws a `RangeError` where there is no more. */
export function take(allowance: Allowance, amount: number): void {
  if ((allowance.left -= amount) < 0) throw new RangeError('more than a request may hold');
}
