import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { plainGraph, type PlainGraph } from '../support/plain-graph.js';
import type { PlainSubgraphs } from '../support/plain-subgraphs.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { quantiles, type Quantiles } from './statistics.js';

/** Most milliseconds for which one operation may keep the thread that serves requests. */
const MOST_STALL = 50;
/** How much slower a caller may be answered while another one sends hostile operations. */
const MOST_SLOWER = 2;
const FLOOD = 100;
const QUICK_FLOOD = 12;
const AGENCIES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

const bench: Bench = {
  name: 'planning',
  says: 'operations made to be planned slowly: what becomes of each, how long requests stand still, what others notice',
  run: measure,
};
export default bench;

async function measure({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const graph = await plainGraph(manyChoices());
  const planner = graph.generation.planner;
  try {
    await graph.ask(GOOD);
    const rows = [];
    let stall = 0;
    for (const [what, text] of Object.entries(HOSTILE)) {
      progress(what);
      const one = await askHostile(graph, text);
      stall = Math.max(stall, one.stall);
      rows.push([what, String(text.length), one.outcome, one.milliseconds.toFixed(0), one.stall.toFixed(1)]);
    }
    const [asked, hostile] = quick ? [300, QUICK_FLOOD] : [2_000, FLOOD];
    const alone = await answerTimes(graph, asked);
    progress(`${hostile} hostile operations at once`);
    const flood = Promise.all(
      Array.from({ length: hostile }, (_, at) => graph.ask(slowToPlan(7, `x${at}`), [], AS_MALLORY)),
    );
    const beside = await answerTimes(graph, asked);
    const cold = await timed(() => graph.ask('{ node_b { id own_c own_d } }'));
    const refused = (await flood).filter(({ errors }) => errors.length > 0).length;
    return {
      tables: [
        { title: 'One at a time', head: ['operation', 'characters', 'outcome', 'ms', 'stall ms'], rows },
        {
          title: `A caller’s own operation, ${asked} times: alone, and beside ${hostile} hostile ones (${refused} refused)`,
          head: ['', 'p50 ms', 'p99 ms'],
          rows: [
            ['alone', alone.p50.toFixed(2), alone.p99.toFixed(2)],
            ['beside', beside.p50.toFixed(2), beside.p99.toFixed(2)],
            ['one that was not planned before', cold.toFixed(0), ''],
          ],
        },
      ],
      goals: {
        'longest stall of one operation, ms': {
          goal: `≤ ${MOST_STALL}`,
          measured: Number(stall.toFixed(1)),
          ok: stall <= MOST_STALL,
        },
        'p99 beside hostile operations, × alone': {
          goal: `≤ ${MOST_SLOWER}`,
          measured: Number((beside.p99 / alone.p99).toFixed(2)),
          ok: beside.p99 <= MOST_SLOWER * alone.p99,
        },
      },
      figures: { stall, alone, beside, cold, refused },
    };
  } finally {
    await planner.close();
  }
}

const AS_MALLORY = { caller: { accountId: 'mallory' } };

/** Agencies that can all give the same links: every choice of the planner's is open. */
function manyChoices(): PlainSubgraphs {
  const links = Array.from({ length: 5 }, (_, at) => `n${at}: Node @shareable`).join(' ');
  const node = { id: '1' };
  return Object.fromEntries(
    AGENCIES.map((name) => [
      name,
      {
        sdl: `type Query { node_${name}: Node } type Node @key(fields: "id") { id: ID! own_${name}: String ${links} }`,
        resolvers: { Query: { [`node_${name}`]: () => node }, Node: { __resolveReference: () => node } },
      },
    ]),
  );
}

const GOOD = '{ node_a { id own_b n0 { own_c } } }';

/** Small to write, and with as many plans as there are ways through it. */
const slowToPlan = (depth: number, alias: string): string => {
  const nested = (left: number): string =>
    left === 0
      ? '{ own_b own_c }'
      : `{ ${[0, 1].map((at) => `n${at} ${nested(left - 1)}`).join(' ')} own_d own_e own_f }`;
  return `{ ${alias}: node_a ${nested(depth)} }`;
};

const fragments = (depth: number): string =>
  `{ node_a { ...F0 } } ${Array.from({ length: depth }, (_, at) => `fragment F${at} on Node { n0 { ...F${at + 1} } n1 { ...F${at + 1} } }`).join(' ')} fragment F${depth} on Node { id }`;

const HOSTILE: Readonly<Record<string, string>> = {
  'fragments in fragments, 10 deep': fragments(10),
  'fragments in fragments, 14 deep': fragments(14),
  'fragments in fragments, 18 deep': fragments(18),
  'shared fields of seven agencies, 4 deep': slowToPlan(4, 'x'),
  'shared fields of seven agencies, 7 deep': slowToPlan(7, 'x'),
  'shared fields of seven agencies, 9 deep': slowToPlan(9, 'x'),
  'a thousand root fields': `{ ${Array.from({ length: 1_000 }, (_, at) => `x${at}: node_a { id }`).join(' ')} }`,
  'one selection, 200 times': `{ node_a { ${'n0 { own_b own_c } '.repeat(200)} } }`,
};

async function askHostile(
  graph: PlainGraph,
  text: string,
): Promise<{ readonly outcome: string; readonly milliseconds: number; readonly stall: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await wait(5);
  delay.enable();
  const begun = performance.now();
  const { errors } = await graph.ask(text, [], AS_MALLORY);
  const milliseconds = performance.now() - begun;
  await wait(5);
  delay.disable();
  const [error] = errors;
  const outcome =
    error === undefined ? 'planned' : `refused: ${String(error.extensions['limit'] ?? error.extensions['code'])}`;
  return { outcome, milliseconds, stall: delay.max / 1e6 };
}

/** How long a caller waits for an operation whose plan is known, asked one after another. */
async function answerTimes(graph: PlainGraph, times: number): Promise<Quantiles> {
  const all: number[] = [];
  for (let at = 0; at < times; at += 1) {
    all.push(await timed(() => graph.ask(GOOD)));
    await wait(1);
  }
  return quantiles(all);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}
