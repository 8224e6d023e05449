import { createWorld } from '@agency-graph/world';
import { loadEngine } from '../access/mutants/engine.js';
import { isEquivalent, whyEquivalent } from '../access/mutants/equivalent.js';
import { allMutants, differencesAsServed, prepareTrial, survivors } from '../access/mutants/run.js';
import type { Bench } from './bench.js';

/** A quick run tries one in so many. */
const QUICK_EVERY = 40;

const bench: Bench = {
  name: 'mutants',
  says: 'the policy, its labels and its readings changed in one place each: does the reference evaluator notice?',
  async run({ quick, progress }) {
    const engine = await loadEngine();
    const trial = prepareTrial(createWorld('tiny'));
    const differences = differencesAsServed(engine, trial);
    for (const one of differences) progress(one);
    const all = allMutants(engine).filter((_, at) => !quick || at % QUICK_EVERY === 0);
    const tried = all.filter((mutant) => !isEquivalent(mutant));
    const alive = survivors(tried, trial);
    for (const { says } of alive) progress(`survives: ${says}`);
    const equivalent = all.filter(isEquivalent);
    return {
      tables: [
        {
          title: `${all.length} mutants: ${tried.length - alive.length} killed, ${alive.length} survive, ${equivalent.length} change nothing`,
          head: ['changes nothing', 'because'],
          rows: equivalent.map(({ says }) => [says, whyEquivalent(says) ?? '']),
        },
      ],
      goals: {
        'differences as served': { goal: 0, measured: differences.length, ok: differences.length === 0 },
        survivors: { goal: 0, measured: alive.length, ok: alive.length === 0 },
      },
      figures: { mutants: all.length, callers: trial.judgements.length, alive: alive.map(({ says }) => says) },
    };
  },
};

export default bench;
