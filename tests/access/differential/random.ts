import { createHash } from 'node:crypto';
import { mulberry32 } from '../../support/random.js';

/** A stream of choices that a seed and a case number settle, so that any one case can be run again alone. */
export class Random {
  readonly #next: () => number;

  constructor(seed: string, index: number) {
    this.#next = mulberry32(createHash('sha256').update(`${seed}/${index}`).digest().readUInt32LE(0));
  }

  /** From 0 to just under 1. */
  next(): number {
    return this.#next() / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Some of the items, in their order, each with this chance. */
  some<T>(items: readonly T[], share: number): T[] {
    return items.filter(() => this.chance(share));
  }
}
