import { makeCheckout } from '../gateway/fixture/gateway-process.js';
import { holdAgainstShadow } from '../gateway/fixture/shadow.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { createRandom } from '../support/random.js';

const QUERIES = { full: 5_000, quick: 500 } as const;

const bench: Bench = {
  name: 'shadow',
  says: 'what the log says was read, held against what the agency itself noted that it gave, over random queries',
  run: runShadow,
};
export default bench;

async function runShadow({ quick, seed }: BenchOptions): Promise<BenchResult> {
  const checkout = await makeCheckout();
  try {
    const { url } = await checkout.start();
    const queries = quick ? QUERIES.quick : QUERIES.full;
    const { given, differing } = await holdAgainstShadow(checkout, url, queries, createRandom(seed));
    return {
      tables: [
        {
          title: 'The record and the shadow',
          head: ['queries', 'fields of objects given', 'queries that differ'],
          rows: [[queries, given, differing.length].map(String)],
        },
      ],
      goals: {
        'queries that differ': { goal: 0, measured: differing.length, ok: differing.length === 0 && given > queries },
      },
      figures: { queries, given, differing: differing.slice(0, 3) },
    };
  } finally {
    await checkout.close();
  }
}
