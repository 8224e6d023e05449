import { spawnSync } from 'node:child_process';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { loadCore, startGateway } from './gateways/gateway-under-load.js';
import { putUnderLoad } from './gateways/load.js';
import { referenceData, withRefusedField, WORKLOADS } from './gateways/operations.js';
import { serveStubs } from './gateways/stubs.js';
import { ALL_ON } from './gateways/switches.js';
import { mean } from './statistics.js';

const CONNECTIONS = 50;
/** So often it is looked at; seconds. */
const EVERY = 5;
const MINUTES = { full: 10, quick: 0.5 } as const;
/** By how much it may have grown over the second half. */
const GROWTH = 0.02;

const bench: Bench = {
  name: 'memory',
  says: 'what the gateway holds while it is asked without a pause for ten minutes, everything on',
  run: runMemory,
};
export default bench;

async function runMemory({ quick, progress }: BenchOptions): Promise<BenchResult> {
  spawnSync(loadCore()[0]!, loadCore().slice(1), { stdio: 'ignore' });
  const workload = WORKLOADS.field;
  const stubs = await serveStubs({ users: workload.users, delay: 0 });
  const what = { kind: 'ours', switches: ALL_ON } as const;
  const gateway = await startGateway({ what, subgraphs: stubs.port, query: workload.query });
  const held: number[] = [];
  const heaps: number[] = [];
  let answers = 0;
  try {
    const order = {
      url: gateway.url,
      query: withRefusedField(workload.query),
      connections: CONNECTIONS,
      milliseconds: EVERY * 1_000,
      expected: Buffer.from(`"data":${referenceData(workload, true)}`),
    };
    const looks = ((quick ? MINUTES.quick : MINUTES.full) * 60) / EVERY;
    while (held.length < looks) {
      answers += (await putUnderLoad(order)).answers;
      const { rss, heap } = await gateway.usage();
      held.push(rss / 2 ** 20);
      heaps.push((heap ?? 0) / 2 ** 20);
      if (held.length % 12 === 0) progress(`${(held.length * EVERY) / 60} minutes, ${held.at(-1)!.toFixed(0)} MB`);
    }
  } finally {
    await gateway.stop();
    await stubs.close();
  }
  // Between collections it comes and goes: of each end of the second half a tenth of the time is taken.
  const [half, tenth] = [Math.floor(held.length / 2), Math.ceil(held.length / 10)];
  const growth = mean(held.slice(-tenth)) / mean(held.slice(half - tenth, half)) - 1;
  const quarter = Math.floor(held.length / 4);
  return {
    tables: [
      {
        title: `${answers.toLocaleString('en')} answers of 87 KB, ${CONNECTIONS} connections`,
        head: ['of the time', 'RSS, MB', 'at most', 'V8’s main heap, MB'],
        rows: [0, 1, 2, 3].map((at) => {
          const [part, heap] = [held, heaps].map((one) => one.slice(at * quarter, (at + 1) * quarter)) as [
            number[],
            number[],
          ];
          return [
            ['first', 'second', 'third', 'last'][at]! + ' quarter',
            mean(part).toFixed(0),
            Math.max(...part).toFixed(0),
            mean(heap).toFixed(0),
          ];
        }),
      },
    ],
    goals: {
      'growth over the second half': {
        goal: `≤ ${(100 * GROWTH).toFixed(0)} %`,
        measured: `${(100 * growth).toFixed(1)} %`,
        ok: growth <= GROWTH,
      },
    },
    figures: { answers, held, heaps },
  };
}
