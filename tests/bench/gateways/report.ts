import type { BenchGoal, BenchResult, BenchTable } from '../bench.js';
import type { Round } from './measure.js';
import { pictureOf } from './picture.js';
import { spread, type Spread } from './spread.js';

export interface Measured {
  readonly title: string;
  /** By gateway, in the order measured. */
  readonly rounds: ReadonlyMap<string, readonly Round[]>;
}

/** Tables, picture, goals and figures of a run; the first part is the one with the goals. */
export function report(measured: readonly Measured[]): BenchResult {
  const [main] = measured;
  return {
    tables: [...measured.map(tableOf), pricesOf(main!)].filter(({ rows }) => rows.length > 0),
    picture: pictureOf(main!),
    goals: { ...goalsOf(main!), 'answers that differ from the reference': wrongOf(measured) },
    figures: Object.fromEntries(
      measured.map(({ title, rounds }) => [
        title,
        Object.fromEntries([...rounds].map(([name, all]) => [name, spreadsOf(all)])),
      ]),
    ),
  };
}

function tableOf({ title, rounds }: Measured): BenchTable {
  const stock = spread(rounds.get('stock Apollo') ?? [], 'cpu').median;
  return {
    title,
    head: [
      'gateway',
      'CPU ms/request',
      'min – max',
      '× stock',
      'p50 ms',
      'p99 ms',
      'RSS MB',
      'subgraph requests',
      'turned away',
    ],
    rows: [...rounds].map(([name, all]) => {
      const cpu = spread(all, 'cpu');
      return [
        name,
        cpu.median.toFixed(3),
        `${cpu.min.toFixed(3)} – ${cpu.max.toFixed(3)}`,
        (stock / cpu.median).toFixed(2),
        spread(all, 'p50').median.toFixed(1),
        spread(all, 'p99').median.toFixed(1),
        spread(all, 'rss').max.toFixed(0),
        spread(all, 'requests').median.toFixed(1),
        `${spread(all, 'turnedAway').median.toFixed(1)}%`,
      ];
    }),
  };
}

/** A protection's price is the difference of two gateways that differ in it alone. */
const PRICES = {
  token: ['token alone', 'all protections off'],
  access: ['without row checks', 'without access control'],
  wire: ['everything on', 'without signed wire'],
  rows: ['everything on', 'without row checks'],
  audit: ['everything on', 'without audit'],
} as const;

function pricesOf({ rounds }: Measured): BenchTable {
  const on = spread(rounds.get('everything on') ?? [], 'cpu').median;
  return {
    title: 'What each protection costs',
    head: ['protection', 'CPU ms/request', 'of the whole'],
    rows: Object.entries(PRICES).flatMap(([name, [dear, cheap]]) => {
      const [more, less] = [rounds.get(dear), rounds.get(cheap)];
      if (more === undefined || less === undefined) return [];
      const price = spread(more, 'cpu').median - spread(less, 'cpu').median;
      return [[name, price.toFixed(3), `${((100 * price) / on).toFixed(0)}%`]];
    }),
  };
}

function goalsOf({ rounds }: Measured): Record<string, BenchGoal> {
  const of = (name: string, figure: keyof Round): number => spread(rounds.get(name) ?? [], figure).median;
  const stock = of('stock Apollo', 'cpu');
  const times = (name: string): number => stock / of(name, 'cpu');
  const over = of('all protections off', 'cpu') / of('plan limit', 'cpu');
  const tail = of('everything on', 'p99') / of('stock Apollo', 'p99');
  const requests = of('everything on', 'requests');
  const rss = spread(rounds.get('everything on') ?? [], 'rss').max;
  const goal = (goal: string, measured: number, ok: boolean): BenchGoal => ({
    goal,
    measured: Number(measured.toFixed(2)),
    ok,
  });
  return {
    'everything on, × stock': goal('≥ 5', times('everything on'), times('everything on') >= 5),
    'protections off, × stock': goal('≥ 8', times('all protections off'), times('all protections off') >= 8),
    'protections off, of the plan limit': goal('≤ 1.15', over, over <= 1.15),
    'subgraph requests per operation': goal('≤ 8', requests, requests <= 8),
    'p99, of stock’s': goal('≤ 0.2', tail, tail <= 0.2),
    'RSS, MB': goal('≤ 450', rss, rss <= 450),
  };
}

function wrongOf(measured: readonly Measured[]): BenchGoal {
  const all = measured.flatMap(({ rounds }) => [...rounds.values()].flat());
  const wrong = all.reduce((sum, one) => sum + one.wrong, 0);
  return { goal: 0, measured: `${wrong} of ${all.reduce((sum, one) => sum + one.answers, 0)}`, ok: wrong === 0 };
}

const FIGURES = ['cpu', 'p50', 'p99', 'rss', 'requests', 'turnedAway'] as const;

const spreadsOf = (all: readonly Round[]): Record<string, Spread> =>
  Object.fromEntries(FIGURES.map((figure) => [figure, spread(all, figure)]));
