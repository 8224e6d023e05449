import { spawnSync } from 'node:child_process';
import type { Bench, BenchGoal, BenchOptions, BenchResult } from './bench.js';
import { logFigures, type LogFigures } from './audit/log-figures.js';
import { measureDisk, type DiskFigures } from './audit/disk.js';
import { measureWriter } from './audit/writer-alone.js';
import { loadCore, startGateway, type GatewayUnderLoad } from './gateways/gateway-under-load.js';
import { putUnderLoad } from './gateways/load.js';
import { referenceData, WORKLOADS } from './gateways/operations.js';
import { serveStubs } from './gateways/stubs.js';
import { ALL_ON } from './gateways/switches.js';
import { median } from './statistics.js';

/** What is asked, and what every answer must hold. */
interface Asked {
  readonly name: string;
  readonly query: string;
  readonly users: number;
  readonly expected: string;
  /** Every answer is about persons whose keys are not made yet. */
  readonly cold: boolean;
}

const ONE_ROW = { name: 'one row', query: 'query One { me { id name username } }', users: 6 };

const ASKED: readonly Asked[] = [
  { ...ONE_ROW, expected: `"data":${referenceData(ONE_ROW, false)}`, cold: false },
  { ...WORKLOADS.rows, name: '100 rows, cold keys', expected: '"data":{"users":[{"id":"N-', cold: true },
  {
    ...WORKLOADS.rows,
    name: '100 rows, warm keys',
    expected: `"data":${referenceData(WORKLOADS.rows, false)}`,
    cold: false,
  },
  { ...WORKLOADS.field, expected: `"data":${referenceData(WORKLOADS.field, false)}`, cold: false },
];

const GOALS = { milliseconds: 1, syncs: 2, throughput: 0.85, intent: 250, record: 450, row: 24 } as const;
/** Connections at which what is added to one answer shows, and at which the throughput is held. */
const [ALONE, MANY] = [1, 50];

const bench: Bench = {
  name: 'audit',
  says: 'what recording costs: the same operations with the log on and off, beside the disk’s own sync',
  run: runAudit,
};
export default bench;

/** Medians over the rounds. Milliseconds, answers a second. */
interface Span {
  readonly p50: number;
  readonly rate: number;
}

interface Measured {
  readonly asked: Asked;
  readonly on: ReadonlyMap<number, Span>;
  readonly off: ReadonlyMap<number, Span>;
  readonly log: LogFigures;
}

async function runAudit({ quick, progress }: BenchOptions): Promise<BenchResult> {
  spawnSync(loadCore()[0]!, loadCore().slice(1), { stdio: 'ignore' });
  const rounds = quick ? 1 : 5;
  const milliseconds = quick ? 1_500 : 3_000;
  // Between the operations, so that the disk is as fast as it was for them.
  const disks = [measureDisk()];
  const measured: Measured[] = [];
  for (const asked of ASKED) {
    measured.push(await measure(asked, rounds, milliseconds, progress));
    disks.push(measureDisk());
  }
  const disk = typical(disks);
  progress('the writer alone');
  const writer = await measureWriter(quick ? 1_000 : 5_000);
  return {
    tables: [
      {
        title: `The log on and off, alternating (the disk’s own fdatasync: p50 ${disk.betweenWork.toFixed(2)} ms between other work, ${disk.backToBack.toFixed(2)} ms back to back)`,
        head: [
          'operation',
          'connections',
          'p50 off, ms',
          'p50 on, ms',
          'added, ms',
          'answers/s off',
          'answers/s on',
          'kept',
        ],
        rows: measured.flatMap(({ asked, on, off }) =>
          [ALONE, MANY].map((connections) => {
            const [with_, without] = [on.get(connections)!, off.get(connections)!];
            return [
              asked.name,
              String(connections),
              ...[without.p50, with_.p50, with_.p50 - without.p50].map((value) => value.toFixed(2)),
              ...[without.rate, with_.rate].map((value) => value.toFixed(0)),
              `${((100 * with_.rate) / without.rate).toFixed(0)} %`,
            ];
          }),
        ),
      },
      {
        title: 'Records',
        head: [
          'operation',
          'bytes of an intent',
          'bytes of an outcome and its parts',
          'distinct rows in them',
          'bytes of the longest of them',
          'distinct rows in it',
          'may be',
        ],
        rows: measured.map(({ asked, log: { intent, outcome, rows, longest } }) => [
          asked.name,
          ...[intent, outcome, rows, longest.bytes, longest.rows, mostOf(longest.rows)].map((value) =>
            value.toFixed(0),
          ),
        ]),
      },
      {
        title: 'The writer alone',
        head: ['writers', 'records/s', 'p50, ms', 'p99, ms', 'records a batch'],
        rows: writer.map(({ writers, rate, p50, p99, batch }) => [
          String(writers),
          rate.toFixed(0),
          p50.toFixed(2),
          p99.toFixed(2),
          batch.toFixed(1),
        ]),
      },
    ],
    // The stricter of the two: what one client's requests can get of the disk is no less than the other.
    goals: goalsOf(measured, disk.backToBack),
    figures: {
      disk,
      writer,
      operations: measured.map(({ asked, on, off, log }) => ({
        operation: asked.name,
        on: Object.fromEntries(on),
        off: Object.fromEntries(off),
        log,
      })),
    },
  };
}

/** Bytes that a record which names so many rows may have. */
const mostOf = (rows: number): number => GOALS.record + GOALS.row * rows;

function goalsOf(measured: readonly Measured[], sync: number): Record<string, BenchGoal> {
  const most = GOALS.milliseconds + GOALS.syncs * sync;
  return Object.fromEntries(
    measured.flatMap(({ asked: { name }, on, off, log }): [string, BenchGoal][] => {
      const added = on.get(ALONE)!.p50 - off.get(ALONE)!.p50;
      const kept = on.get(MANY)!.rate / off.get(MANY)!.rate;
      return [
        [`${name}: added p50, ms`, { goal: `<= ${most.toFixed(2)}`, measured: added.toFixed(2), ok: added <= most }],
        [
          `${name}: throughput kept at ${MANY} connections`,
          { goal: `>= ${GOALS.throughput}`, measured: kept.toFixed(2), ok: kept >= GOALS.throughput },
        ],
        [
          `${name}: bytes of an outcome and its parts`,
          {
            goal: `<= ${mostOf(log.rows).toFixed(0)}`,
            measured: log.outcome.toFixed(0),
            ok: log.outcome <= mostOf(log.rows),
          },
        ],
        [
          `${name}: bytes of the longest record`,
          {
            goal: `<= ${mostOf(log.longest.rows).toFixed(0)}`,
            measured: log.longest.bytes.toFixed(0),
            ok: log.longest.bytes <= mostOf(log.longest.rows),
          },
        ],
        [
          `${name}: bytes of an intent`,
          { goal: `<= ${GOALS.intent}`, measured: log.intent.toFixed(0), ok: log.intent <= GOALS.intent },
        ],
      ];
    }),
  );
}

/** Asks both gateways in turn, so that a machine that slows down slows them both. */
async function measure(
  asked: Asked,
  rounds: number,
  milliseconds: number,
  progress: (text: string) => void,
): Promise<Measured> {
  const stubs = await serveStubs({ users: asked.users, delay: 0, fresh: asked.cold });
  const running: GatewayUnderLoad[] = [];
  try {
    for (const audit of [true, false]) {
      const what = { kind: 'ours', switches: { ...ALL_ON, audit } } as const;
      running.push(await startGateway({ what, subgraphs: stubs.port, query: asked.query }));
    }
    const [on, off] = running as [GatewayUnderLoad, GatewayUnderLoad];
    const spans = new Map(
      running.map((gateway) => [
        gateway,
        new Map<number, Span[]>([
          [ALONE, []],
          [MANY, []],
        ]),
      ]),
    );
    for (let round = -1; round < rounds; round += 1) {
      for (const connections of [ALONE, MANY]) {
        for (const gateway of round % 2 === 0 ? [on, off] : [off, on]) {
          progress(
            `${asked.name}, ${connections} connections, log ${gateway === on ? 'on' : 'off'}, round ${round + 1}`,
          );
          const load = await putUnderLoad({
            url: gateway.url,
            query: asked.query,
            connections,
            milliseconds: round < 0 ? milliseconds / 2 : milliseconds,
            expected: Buffer.from(asked.expected),
          });
          if (round < 0) continue;
          if (load.wrong > 0) throw new Error(`${load.wrong} wrong answers, such as ${load.firstWrong}`);
          spans
            .get(gateway)!
            .get(connections)!
            .push({ p50: load.p50, rate: (load.answers * 1_000) / milliseconds });
        }
      }
    }
    const log = logFigures(on.directory, mostOf);
    return { asked, on: medians(spans.get(on)!), off: medians(spans.get(off)!), log };
  } finally {
    await Promise.all(running.map((gateway) => gateway.stop()));
    await stubs.close();
  }
}

const medians = (spans: ReadonlyMap<number, readonly Span[]>): ReadonlyMap<number, Span> =>
  new Map(
    [...spans].map(([connections, all]) => [
      connections,
      { p50: median(all.map(({ p50 }) => p50)), rate: median(all.map(({ rate }) => rate)) },
    ]),
  );

const typical = (disks: readonly DiskFigures[]): DiskFigures => ({
  backToBack: median(disks.map(({ backToBack }) => backToBack)),
  betweenWork: median(disks.map(({ betweenWork }) => betweenWork)),
});
