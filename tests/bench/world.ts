import { createWorld } from '@agency-graph/world';
import type { Bench } from './bench.js';

/** Processor time of this process in microseconds per step: the wall clock of a shared machine says little. */
function costOf(steps: number, run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / steps;
}

const exhaust = (records: Iterable<unknown>): number => {
  let count = 0;
  for (const record of records) if (record !== null) count += 1;
  return count;
};

const bench: Bench = {
  name: 'world',
  says: 'the synthetic world at full size: looking one record up, streaming them all',
  async run({ quick, seed }) {
    const [lookUps, records] = quick ? [50_000, 200_000] : [500_000, 2_000_000];
    const laid = performance.now();
    const world = createWorld('full', seed);
    const ground = performance.now() - laid;
    const lookUp = costOf(lookUps, () => {
      for (let step = 0; step < lookUps; step += 1) {
        world.member(world.memberIdAt((step * 799_979) % world.counts.members));
      }
    });
    const members = costOf(records, () => void exhaust(world.members(0, records)));
    const documents = costOf(records, () => void exhaust(world.documents(0, records)));
    const memory = process.memoryUsage.rss() / 2 ** 20;
    const row = (what: string, cost: number): string[] => [what, cost.toFixed(2), Math.round(1e6 / cost).toString()];
    return {
      tables: [
        {
          title: `World "full": ${world.counts.members} members, ${world.counts.documents} documents`,
          head: ['what', 'µs CPU each', 'per core and second'],
          rows: [
            row('look-up of a random member', lookUp),
            row('member streamed', members),
            row('document streamed', documents),
          ],
        },
      ],
      goals: {
        'look-up of a member, µs': { goal: 50, measured: round(lookUp), ok: lookUp <= 50 },
        'member streamed, µs': { goal: 20, measured: round(members), ok: members <= 20 },
        'document streamed, µs': { goal: 20, measured: round(documents), ok: documents <= 20 },
        'memory, MiB': { goal: 512, measured: Math.round(memory), ok: memory <= 512 },
      },
      figures: { groundMs: Math.round(ground), lookUps, records },
    };
  },
};

const round = (value: number): number => Math.round(value * 100) / 100;

export default bench;
