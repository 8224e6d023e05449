/** Half and ninety-nine hundredths of a sample, in milliseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export function quantiles(sample: readonly number[]): Quantiles {
  const sorted = sample.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

export const ms = (value: number): string => `${value.toFixed(2)} ms`;
