import { startTwoClocks } from '../access/differential/two-clocks.js';
import { describeDifference, differentialRun } from '../access/differential/run.js';
import { launchSystem } from '../system/support/start-system.js';
import { systemAt } from '../system/support/system.js';
import type { Bench, BenchResult } from './bench.js';

const CASES = 100_000;
const QUICK_CASES = 5_000;

const bench: Bench = {
  name: 'leak',
  says: 'random callers and queries: the gateway against the reference evaluator, leaf by leaf',
  async run({ quick, seed, progress }): Promise<BenchResult> {
    const started = await launchSystem({ size: 'tiny' });
    try {
      await started.ready;
      const clocks = await startTwoClocks(systemAt(started, 'tiny'));
      try {
        const cases = quick ? QUICK_CASES : CASES;
        progress(`${cases} cases of seed ${seed}`);
        const { differing, coverage, ...run } = await differentialRun({ ...clocks, seed, from: 0, cases });
        for (const one of differing) progress(describeDifference(one));
        return {
          tables: [],
          goals: {
            differences: { goal: 0, measured: differing.length, ok: differing.length === 0 },
          },
          figures: { cases: run.cases, permitted: coverage.permittedShare, thinned: coverage.thinnedShare },
        };
      } finally {
        await clocks.close();
      }
    } finally {
      await started.stop();
    }
  },
};

export default bench;
