import { spawnSync } from 'node:child_process';
import type { Bench, BenchGoal, BenchOptions, BenchResult, BenchTable } from './bench.js';
import { loadCore } from './gateways/gateway-under-load.js';
import { measureRounds, type Entrant, type Round } from './gateways/measure.js';
import { WORKLOADS, type Workload } from './gateways/operations.js';
import { serveStubs } from './gateways/stubs.js';
import { ALL_ON, type Switches } from './gateways/switches.js';
import { median } from './statistics.js';

/** All are asked the same. */
const ours = (name: string, switches: Switches, refuses = false): Entrant => ({
  name,
  what: { kind: 'ours', switches },
  refuses,
});

/** Record and signed wire are on throughout: what is measured is a share of the request as it is served. */
const BARE: Switches = ALL_ON;
const OFF = ours('access control off', { ...BARE, access: false, rows: false });
const DIRECTIVES = ours('standard directives', { ...BARE, access: false, rows: false, directives: true });
const LABELS = ours('labels', { ...BARE, rows: false });
const ROWS = ours('labels with rows', BARE);
const REFUSING = ours('the same, and one field refused', BARE, true);

/** Share of the request's CPU that access control may take on a warm operation. */
const MOST = { fields: 0.05, rows: 0.1 };
const CONNECTIONS = 20;

interface Part {
  readonly workload: Workload;
  /** Of whom the price is judged, and what it may be. */
  readonly judged: readonly (readonly [Entrant, most: number])[];
}

const PARTS: readonly Part[] = [
  {
    workload: WORKLOADS.field,
    judged: [
      [LABELS, MOST.fields],
      [REFUSING, MOST.rows],
    ],
  },
  {
    workload: WORKLOADS.rows,
    judged: [
      [ROWS, MOST.rows],
      [REFUSING, MOST.rows],
    ],
  },
];

const bench: Bench = {
  name: 'access',
  says: 'the price of access control: off, standard directives, labels, labels with 100 rows checked, in turn',
  run: measureAccess,
};
export default bench;

async function measureAccess({ quick, progress }: BenchOptions): Promise<BenchResult> {
  spawnSync(loadCore()[0]!, loadCore().slice(1), { stdio: 'ignore' });
  const rounds = quick ? 2 : 20;
  const milliseconds = quick ? 1_000 : 1_500;
  const tables: BenchTable[] = [];
  const goals: Record<string, BenchGoal> = {};
  const figures: Record<string, unknown> = {};
  for (const { workload, judged } of PARTS) {
    const stubs = await serveStubs({ users: workload.users, delay: 0 });
    const scenario = { workload, connections: CONNECTIONS, stubs, rounds, milliseconds };
    const entrants = [OFF, DIRECTIVES, LABELS, ROWS, REFUSING];
    const shown = await measureRounds(entrants, scenario, progress).finally(() => stubs.close());
    const cpu = (name: string): number[] => shown.get(name)!.map((round: Round) => round.cpu);
    const off = cpu(OFF.name);
    // Of each round apart: a machine that is slow for a while is slow for both.
    const share = (name: string): number => median(cpu(name).map((spent, round) => 1 - off[round]! / spent));
    const wrong = [...shown.values()].flat().reduce((sum, round) => sum + round.wrong, 0);
    tables.push({
      title: `${workload.name}, ${CONNECTIONS} connections, ${rounds} rounds in turn, median`,
      head: ['', 'CPU, ms a request', 'of it for access control'],
      rows: entrants.map(({ name }) => [name, median(cpu(name)).toFixed(3), `${(share(name) * 100).toFixed(1)} %`]),
    });
    for (const [{ name }, most] of judged)
      goals[`${workload.name}: ${name}`] = {
        goal: `at most ${most * 100} % of the request's CPU`,
        measured: `${(share(name) * 100).toFixed(1)} %`,
        ok: share(name) <= most && wrong === 0,
      };
    figures[workload.name] = Object.fromEntries(entrants.map(({ name }) => [name, median(cpu(name))]));
  }
  return { tables, goals, figures };
}
