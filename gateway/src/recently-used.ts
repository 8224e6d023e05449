/**
 * What was used last, at least half of `most` and at most all of it. The older half is dropped as a whole: a map whose first
 * keys are deleted one by one looks past all that were deleted before each time.
 */
export class RecentlyUsed<T, K = string> {
  readonly #half: number;
  #young = new Map<K, T>();
  #old = new Map<K, T>();

  constructor(most: number) {
    this.#half = Math.ceil(most / 2);
  }

  get(key: K): T | undefined {
    const found = this.#young.get(key);
    if (found !== undefined) return found;
    const before = this.#old.get(key);
    if (before !== undefined) this.set(key, before);
    return before;
  }

  set(key: K, value: T): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** Forgets every one of which this holds. */
  forget(holds: (value: T) => boolean): void {
    for (const half of [this.#young, this.#old]) {
      for (const [key, value] of half) if (holds(value)) half.delete(key);
    }
  }
}
