/** Upper bounds of the buckets that durations are counted in, in milliseconds. */
export const BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000] as const;

/** How long things took, as plain numbers: noting one costs some nanoseconds, and nothing is made of them until read. */
export class Durations {
  /** By bucket, those beyond the last bound at the end; not added up. */
  readonly counts: Float64Array;
  /** All of them together, in milliseconds. */
  sum: number;

  constructor(counts: Float64Array = new Float64Array(BOUNDS.length + 1), sum = 0) {
    this.counts = counts;
    this.sum = sum;
  }

  note(milliseconds: number): void {
    let bucket = 0;
    while (bucket < BOUNDS.length && milliseconds > BOUNDS[bucket]!) bucket += 1;
    this.counts[bucket]! += 1;
    this.sum += milliseconds;
  }

  get count(): number {
    return this.counts.reduce((all, one) => all + one, 0);
  }

  copy(): Durations {
    return new Durations(this.counts.slice(), this.sum);
  }

  /** What was noted since an earlier copy. */
  since(before: Durations): Durations {
    return new Durations(
      this.counts.map((count, bucket) => count - before.counts[bucket]!),
      this.sum - before.sum,
    );
  }

  /** The bound under which a share of them stay, in milliseconds; null when there are none, infinite beyond the last bound. */
  quantile(share: number): number | null {
    const wanted = this.count * share;
    if (wanted === 0) return null;
    let seen = 0;
    for (const [bucket, count] of this.counts.entries()) {
      seen += count;
      if (seen >= wanted) return BOUNDS[bucket] ?? Infinity;
    }
    return Infinity;
  }
}
