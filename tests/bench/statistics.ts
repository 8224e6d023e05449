/** Half and ninety-nine hundredths of a sample. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** The value below which this share of a sample lies; not a number where the sample is empty. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (sample: readonly number[]): number => quantile(sample, 0.5);

export const quantiles = (sample: readonly number[]): Quantiles => ({
  p50: median(sample),
  p99: quantile(sample, 0.99),
});

export const ms = (value: number): string => `${value.toFixed(2)} ms`;
