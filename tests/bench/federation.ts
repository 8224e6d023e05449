import { askOverHttp } from '../execute/federation/ask-over-http.js';
import { FEDERATION_CASES } from '../execute/federation/cases/index.js';
import { compareGraph, together, type Compared } from '../execute/federation/compare-graph.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';

const FULL = { graphs: 200, queries: 100 } as const;
const QUICK = { graphs: 8, queries: 25, cases: 3 } as const;
/** Least number of times that each kind of plan node, rewrite and question must have been met. */
const LEAST = 500;
const MOST_DIFFERENCES = 0.001;
const MOST_REFUSED = 0.02;

const bench: Bench = {
  name: 'federation',
  says: 'generated graphs in pieces against the same graphs whole: the same data, nulls and places of errors',
  run: compare,
};
export default bench;

async function compare({ quick, seed, progress }: BenchOptions): Promise<BenchResult> {
  const { graphs, queries } = quick ? QUICK : FULL;
  const all: Compared[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < graphs) {
      all.push(await compareGraph(Number(seed) + next++, queries));
      if (all.length % 10 === 0) progress(`${all.length} of ${graphs} graphs`);
    }
  };
  // Each graph plans on a thread of its own.
  await Promise.all([lane(), lane()]);
  const overHttp = await askOverHttp(quick ? FEDERATION_CASES.slice(0, QUICK.cases) : FEDERATION_CASES);
  for (const wrong of overHttp.wrong) progress(wrong);
  const { pairs, refused, leaves, filled, met, differences } = together(all);
  for (const difference of differences.slice(0, 5)) progress(difference);
  const least = Math.min(...Object.values(met));
  const share = differences.length / pairs;
  return {
    tables: [
      {
        title: `${graphs} graphs, ${queries} queries each`,
        head: ['met in plans and questions', 'times'],
        rows: Object.entries(met).map(([kind, times]) => [kind, String(times)]),
      },
    ],
    goals: {
      'answers that differ': {
        goal: '≤ 0.1 %',
        measured: `${differences.length} of ${pairs}`,
        ok: share <= MOST_DIFFERENCES,
      },
      'hard cases answered wrongly over HTTP': {
        goal: 0,
        measured: `${overHttp.wrong.length} of ${overHttp.asked}`,
        ok: overHttp.wrong.length === 0,
      },
      'leaves that are not null': {
        goal: '≥ 50 %',
        measured: `${((100 * filled) / leaves).toFixed(0)} %`,
        ok: filled / leaves >= 0.5,
      },
      'refused because there is no plan, or not in time': {
        goal: '≤ 2 %',
        measured: `${refused} of ${pairs}`,
        ok: refused / pairs <= MOST_REFUSED,
      },
      ...(quick
        ? {}
        : { 'rarest kind of node, rewrite or question': { goal: LEAST, measured: least, ok: least >= LEAST } }),
    },
    figures: { graphs, queries, pairs, refused, leaves, filled, met, differences: differences.length },
  };
}
