/** One benchmark: what it is called, what it shows, and how it is run. */
export interface Bench {
  readonly name: string;
  /** One line, for the list. */
  readonly says: string;
  run(options: BenchOptions): Promise<BenchResult>;
}

export interface BenchOptions {
  /** The same in at most 45 seconds. */
  readonly quick: boolean;
  readonly seed: string;
  /** Whether others are measured too, which are installed first. */
  readonly peers: boolean;
  /** Of a benchmark that draws cases: the first one, and how many; null for as many as it always draws. */
  readonly from: number;
  readonly cases: number | null;
  /** Tells a person what is going on; on stderr. */
  progress(text: string): void;
}

export interface BenchTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Something that the benchmark holds: what was wanted, what was measured. */
export interface BenchGoal {
  readonly goal: string | number;
  readonly measured: string | number;
  readonly ok: boolean;
}

export interface BenchResult {
  readonly tables: readonly BenchTable[];
  /** The gist of it, as SVG. */
  readonly picture?: string;
  readonly goals: Readonly<Record<string, BenchGoal>>;
  readonly figures: Readonly<Record<string, unknown>>;
}
