import { TAKEN } from '../allowance.js';

/** An object of the answer while it is put together: no prototype with names in it, keys by response name. */
export type Fetched = Record<string, unknown>;

/**
 * `Object.create(null)` would do, but makes objects that are slow to fill and to read; those of a constructor with an
 * empty prototype are as bare and as fast as any.
 */
const Bare = function Bare() {} as unknown as { new (): Fetched; prototype: unknown };
Bare.prototype = Object.freeze(Object.create(null));

export const newFetched = (): Fetched => new Bare();

/** Whether a value is an object of the answer, and none that a scalar has as its value. */
export const isFetched = (value: unknown): value is Fetched =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Bare.prototype;

/** Stands for a value that has not the form of its type, so that no part of it can pass: neither object nor list. */
export const MISFIT = 0;

/** Stands for an object of a type that clients see none of; no agency can send it. */
export const HIDDEN = Symbol('hidden');

/** Values that such an object holds in itself; those of more lie elsewhere, in a list that grows with them. */
const HELD = 8;
/** V8 settles it by as many of the first that are made, or fewer: were those small, the others would hold as little. */
const SETTLED_BY = 8;
for (let one = 0; one < SETTLED_BY; one += 1) {
  const made = newFetched();
  for (let at = 0; at < HELD; at += 1) made[`at${at}`] = null;
}

/** Levels of lists within lists, and of values of a scalar that is an object. */
export const DEEPEST = 64;

export const tooDeep = (): RangeError => new RangeError(`nested deeper than ${DEEPEST}`);

/** A leaf, whose scalar may be an object, or a whole answer. Throws a `RangeError` where it is nested too deeply. */
export function bounded(value: unknown, levels = DEEPEST): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) throw tooDeep();
  for (const one of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) bounded(one, levels - 1);
  return value;
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
    size += key.length + TAKEN.field + sizeOfInner((value as Fetched)[key], levels);
  }
  return size + TAKEN.object;
}

function sizeOfInner(value: unknown, levels: number): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? sizeOf(value, levels - 1) : 0;
}
