/** Of one bucket, and of all together: a subject takes some 50 bytes. */
const MOST_OF_ONE = 2_000;
const MOST_SUBJECTS = 500_000;
const MOST_BUCKETS = 5_000;

/** Subjects that buckets have counted on the newest day that was asked about, as far as they are remembered. */
export class KnownSubjects {
  readonly #most: number;
  readonly #byBucket = new Map<string, Set<bigint>>();
  #day = '';
  #size = 0;

  constructor(most = MOST_SUBJECTS) {
    this.#most = most;
  }

  /** Whether a bucket is known to have counted all of them. */
  has(bucket: string, day: string, subjects: readonly bigint[]): boolean {
    if (subjects.length === 0) return true;
    const known = this.#on(day) ? this.#byBucket.get(bucket) : undefined;
    if (known === undefined || !subjects.every((one) => known.has(one))) return false;
    this.#touch(bucket, known);
    return true;
  }

  add(bucket: string, day: string, subjects: readonly bigint[]): void {
    if (subjects.length === 0 || !this.#on(day)) return;
    const known = this.#byBucket.get(bucket) ?? new Set();
    const before = known.size;
    for (const subject of subjects) if (known.size < MOST_OF_ONE) known.add(subject);
    this.#size += known.size - before;
    this.#touch(bucket, known);
    for (const [oldest, { size }] of this.#byBucket) {
      if (oldest === bucket || (this.#size <= this.#most && this.#byBucket.size <= MOST_BUCKETS)) break;
      this.#byBucket.delete(oldest);
      this.#size -= size;
    }
  }

  /** Inserted anew, so that the first bucket is always the least recently used one. */
  #touch(bucket: string, known: Set<bigint>): void {
    this.#byBucket.delete(bucket);
    this.#byBucket.set(bucket, known);
  }

  /** Whether it is the day of what is remembered: a new one forgets all that was before. */
  #on(day: string): boolean {
    if (day > this.#day) {
      this.#byBucket.clear();
      this.#size = 0;
      this.#day = day;
    }
    return day === this.#day;
  }
}
