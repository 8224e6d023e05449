import { spawnSync } from 'node:child_process';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { loadCore } from './gateways/gateway-under-load.js';
import { installHive } from './gateways/hive.js';
import { measureRounds, type Entrant, type Round } from './gateways/measure.js';
import { WORKLOADS, type Workload } from './gateways/operations.js';
import { report, type Measured } from './gateways/report.js';
import { serveStubs } from './gateways/stubs.js';
import { ALL_OFF, ALL_ON, type Switches } from './gateways/switches.js';

const ours = (name: string, switches: Switches): Entrant => ({ name, what: { kind: 'ours', switches } });

const ON = ours('everything on', ALL_ON);
const OFF = ours('all protections off', ALL_OFF);
const STOCK: Entrant = { name: 'stock Apollo', what: { kind: 'stock' } };
const LIMIT: Entrant = { name: 'plan limit', what: { kind: 'plan limit' } };

/** Others that are to be had, with nothing on that protects; installed when they are asked for. */
const PEERS: readonly Entrant[] = [
  { name: 'Hive Gateway', what: { kind: 'hive', shares: false } },
  { name: 'Hive, sharing answers', what: { kind: 'hive', shares: true } },
];

/** Each protection's price: everything on, but for it. */
const WITHOUT = [
  ours('without access control', { ...ALL_ON, access: false, rows: false }),
  ours('without audit', { ...ALL_ON, audit: false }),
  ours('without both', { ...ALL_ON, access: false, rows: false, audit: false }),
  ours('without row checks', { ...ALL_ON, rows: false }),
  ours('without signed wire', { ...ALL_ON, wire: false }),
  ours('token alone', { ...ALL_OFF, token: true }),
];

interface Part {
  readonly title: string;
  readonly entrants: readonly Entrant[];
  readonly workload: Workload;
  readonly connections: number;
  readonly delay: number;
}

const MAIN: Part = {
  title: '87 KB, 50 connections',
  entrants: [ON, OFF, LIMIT, STOCK, ...WITHOUT],
  workload: WORKLOADS.field,
  connections: 50,
  delay: 0,
};
const OTHERS: readonly Part[] = [
  { ...MAIN, title: '87 KB, 50 connections, subgraphs take 4 ms', entrants: [ON, STOCK], delay: 4 },
  { ...MAIN, title: '87 KB, 1 connection', entrants: [ON, STOCK], connections: 1 },
  { ...MAIN, title: '87 KB, 500 connections', entrants: [ON, STOCK], connections: 500 },
  { ...MAIN, title: '1 KB, 50 connections', entrants: [ON, STOCK], workload: WORKLOADS.small },
  { ...MAIN, title: '8 MB, 4 connections', entrants: [ON, STOCK], workload: WORKLOADS.large, connections: 4 },
];

const bench: Bench = {
  name: 'gateways',
  says: 'our gateway with everything that protects on, and off, against stock Apollo, on the field’s benchmark',
  run: runGateways,
};
export default bench;

async function runGateways({ quick, peers, progress }: BenchOptions): Promise<BenchResult> {
  if (peers) installHive(progress);
  spawnSync(loadCore()[0]!, loadCore().slice(1), { stdio: 'ignore' });
  const main = { ...MAIN, entrants: [...(quick ? [ON, OFF, LIMIT, STOCK] : MAIN.entrants), ...(peers ? PEERS : [])] };
  const parts = quick ? [main] : [main, ...OTHERS];
  const measured: Measured[] = [];
  for (const part of parts) {
    const rounds = quick ? 1 : 3;
    measured.push({ title: part.title, rounds: await measurePart(part, rounds, quick ? 2_500 : 4_000, progress) });
  }
  return report(measured);
}

async function measurePart(
  { entrants, workload, connections, delay }: Part,
  rounds: number,
  milliseconds: number,
  progress: (text: string) => void,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const stubs = await serveStubs({ users: workload.users, delay });
  try {
    return await measureRounds(entrants, { workload, connections, stubs, rounds, milliseconds }, progress);
  } finally {
    await stubs.close();
  }
}
