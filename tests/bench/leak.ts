import { wholeGraph } from '../access/classes/graph.js';
import { classRun } from '../access/classes/run.js';
import { CLOCKS } from '../access/differential/callers.js';
import { coverageGoals } from '../access/differential/report.js';
import { describeDifference, differentialRun } from '../access/differential/run.js';
import { startTwoClocks } from '../access/differential/two-clocks.js';
import { launchSystem } from '../system/support/start-system.js';
import { systemAt } from '../system/support/system.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';

const CASES = 100_000;
const QUICK_CASES = 1_000;
/** In a quick run one hidden name in so many is asked for. */
const QUICK_NAMES = 20;
/** How often a run tells how far it is. */
const TOLD_EVERY = 1_000;

const bench: Bench = {
  name: 'leak',
  says: 'the gateway against the reference evaluator: random callers and queries leaf by leaf and as explained, then the class of every coordinate',
  async run(options): Promise<BenchResult> {
    const started = await launchSystem({ size: 'tiny' });
    try {
      await started.ready;
      const clocks = await startTwoClocks(systemAt(started, 'tiny'));
      try {
        return await compare(clocks, options);
      } finally {
        await clocks.close();
      }
    } finally {
      await started.stop();
    }
  },
};
export default bench;

async function compare(
  clocks: Awaited<ReturnType<typeof startTwoClocks>>,
  { quick, seed, from, cases: asked, progress }: BenchOptions,
): Promise<BenchResult> {
  // Cases asked for by number are asked alone: they are gone on with, or put again.
  const isWhole = asked === null;
  const wanted = asked ?? (quick ? QUICK_CASES : CASES);
  progress(`${wanted} cases of seed ${seed} from ${from} on`);
  const begun = performance.now();
  const rate = (done: number): string => ((done * 1_000) / (performance.now() - begun)).toFixed(0);
  const { cases, differing, coverage } = await differentialRun({
    ...clocks,
    seed,
    from,
    cases: wanted,
    onCase: (done) => {
      if (done % TOLD_EVERY === 0) progress(`${done} of ${wanted}, ${rate(done)} a second`);
    },
    onDifference: (one) => progress(describeDifference(one)),
  });
  const pace = rate(cases);
  if (isWhole) progress('the class of every coordinate, for every persona and purpose');
  const oneIn = quick ? QUICK_NAMES : 1;
  const classes = await classRun({
    ...clocks,
    graph: await wholeGraph(),
    clocks: !isWhole ? [] : quick ? CLOCKS.slice(0, 1) : CLOCKS,
    oneIn,
    onCaller: (one) => progress(`  ${one}`),
  });
  for (const one of classes.differing) progress(one);
  const goals = coverageGoals(
    coverage,
    clocks.world.personas.map(({ code }) => code),
  );
  const decisive = [...coverage.decisive].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return {
    tables: [
      {
        title: `${cases} cases, ${pace} a second, ${clocks.busy()} put again on a busy machine`,
        head: ['rule', 'decided alone'],
        rows: decisive.map(([rule, times]) => [rule, String(times)]),
      },
      {
        title: 'coordinates by class, and places where a hidden name was asked for beside a name of nobody',
        head: ['class or place', 'times'],
        rows: [...classes.classes, ...classes.places].map(([name, times]) => [name, String(times)]),
      },
    ],
    goals: {
      differences: { goal: 0, measured: differing.length, ok: differing.length === 0 },
      ...(isWhole && {
        'coordinates in another class, or hidden names told apart': {
          goal: 0,
          measured: classes.differing.length,
          ok: classes.differing.length === 0,
        },
      }),
      // A short run does not meet the rarer rules.
      ...(quick || !isWhole
        ? {}
        : Object.fromEntries(goals.map(({ says, goal, measured, ok }) => [says, { goal, measured, ok }]))),
    },
    figures: { cases, outcomes: Object.fromEntries(coverage.outcomes), decisive: Object.fromEntries(decisive) },
  };
}
