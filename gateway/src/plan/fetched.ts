/** An object of the answer while it is put together: no prototype with names in it, keys by response name. */
export type Fetched = Record<string, unknown>;

/**
 * `Object.create(null)` would do, but makes objects that are slow to fill and to read; those of a constructor with an
 * empty prototype are as bare and as fast as any.
 */
const Bare = function Bare() {} as unknown as { new (): Fetched; prototype: unknown };
Bare.prototype = Object.freeze(Object.create(null));

export const newFetched = (): Fetched => new Bare();
