import { hash } from 'node:crypto';

const TWO_32 = 4294967296;

/**
 * The values of one record: a counter-based generator keyed by SHA-256(seed/kind/index). A slot always gives the same
 * value, whatever else was drawn before, so one field regenerates alone. The arithmetic is specified in the README.
 */
export class Draw {
  readonly #k0: number;
  readonly #k1: number;
  readonly #k2: number;
  readonly #k3: number;

  constructor(seed: string, kind: string, index: number | string) {
    // 'binary' gives the digest as a string, four times faster than a Buffer for one hash per record.
    const key = hash('sha256', `${seed}/${kind}/${index}`, 'binary');
    this.#k0 = word(key, 0);
    this.#k1 = word(key, 4);
    this.#k2 = word(key, 8);
    this.#k3 = word(key, 12);
  }

  /** 32 uniform bits of this slot. */
  u32(slot: number): number {
    let x = (Math.imul(slot, 0x9e3779b9) + this.#k0) | 0;
    x ^= x >>> 16;
    x = Math.imul(x, 0x85ebca6b);
    x ^= x >>> 13;
    x = Math.imul((x + this.#k1) | 0, 0xc2b2ae35);
    x ^= x >>> 16;
    x = Math.imul(x ^ this.#k2, 0x7feb352d);
    x ^= x >>> 15;
    x = Math.imul((x + this.#k3) | 0, 0x846ca68b);
    x ^= x >>> 16;
    return x >>> 0;
  }

  /** A whole number from 0 to n - 1; n at most 2^21, so that the product stays exact. */
  below(slot: number, n: number): number {
    return Math.floor((this.u32(slot) * n) / TWO_32);
  }

  /** Whether an event of this rate, in parts per million, happens. */
  happens(slot: number, perMillion: number): boolean {
    return this.below(slot, 1_000_000) < perMillion;
  }

  /** One of the list, all equally likely. */
  pick<T>(slot: number, list: readonly T[]): T {
    return list[this.below(slot, list.length)]!;
  }

  /** Standard normal in thousandths, from four uniform halves (sum of uniforms: no logarithm, so every language agrees). */
  normalMilli(slot: number): number {
    const a = this.u32(slot);
    const b = this.u32(slot + 1);
    const sum = (a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16);
    return Math.floor(((sum - 131070) * 1732) / 65536);
  }

  /** Eight hexadecimal digits of this slot. */
  hex8(slot: number): string {
    return this.u32(slot).toString(16).padStart(8, '0');
  }
}

function word(key: string, at: number): number {
  return (
    key.charCodeAt(at) | (key.charCodeAt(at + 1) << 8) | (key.charCodeAt(at + 2) << 16) | (key.charCodeAt(at + 3) << 24)
  );
}
