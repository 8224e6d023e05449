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

export const mean = (sample: readonly number[]): number => sample.reduce((sum, one) => sum + one, 0) / sample.length;

/** How steeply `y` rises with `x`, by least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}

export const median = (sample: readonly number[]): number => quantile(sample, 0.5);

export const quantiles = (sample: readonly number[]): Quantiles => ({
  p50: median(sample),
  p99: quantile(sample, 0.99),
});

export const ms = (value: number): string => `${value.toFixed(2)} ms`;
