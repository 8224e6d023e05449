import { DEEPEST, tooDeep } from './fetched.js';

/**
 * What one request may still read of answers, as reckoned. One answer is bounded as it arrives; but an entity of it is
 * copied to every object that refers to it, under every alias, and each copy is held and then written.
 */
export interface Allowance {
  left: number;
}

/**
 * Near enough, bytes of memory and characters of the answer. A character may take six as JSON, and what is written must
 * stay under the 2²⁹ of V8; two answers of the most bytes and values that an agency may send pass.
 */
const MOST = 64 * 1024 * 1024;

/** What each of these takes beside what is in it; a list is an object. */
export const TAKEN = { object: 96, field: 8, item: 8, error: 256 } as const;

export const newAllowance = (): Allowance => ({ left: MOST });

/** Takes so much. Throws a `RangeError` where there is no more. */
export function take(allowance: Allowance, amount: number): void {
  if ((allowance.left -= amount) < 0) throw new RangeError('more than a request may hold');
}

/** What a leaf takes that is an object or a list. Throws a `RangeError` where it is nested too deeply. */
export function sizeOf(value: object, levels = DEEPEST): number {
  if (levels === 0) throw tooDeep();
  let size = 0;
  if (Array.isArray(value)) {
    size += value.length * TAKEN.item;
    for (const one of value as unknown[]) size += sizeOfInner(one, levels);
    return size;
  }
  for (const key of Object.keys(value)) {
    size += key.length + TAKEN.field + sizeOfInner((value as Record<string, unknown>)[key], levels);
  }
  return size + TAKEN.object;
}

function sizeOfInner(value: unknown, levels: number): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? sizeOf(value, levels - 1) : 0;
}
