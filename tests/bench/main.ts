import { cpus, totalmem } from 'node:os';
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Bench, BenchOptions } from './bench.js';
import { printGoals, printTable } from './print.js';
import { saveResults } from './save.js';

const USAGE =
  'Usage: npm run bench -- <name> [--quick] [--json] [--save] [--peers] [--seed <number>] [--from <case>] [--cases <number>]';
const DEFAULT_SEED = '384202511';
/** Files of this folder that are not benchmarks. */
const MACHINERY = new Set(['main', 'bench', 'print', 'save']);

process.exitCode = await main();

/** Runs the benchmark that is named, or says which there are: 0 where its goals are held, 2 where the command line is wrong. */
async function main(): Promise<number> {
  const benches = await loadBenches();
  const asked = readCommandLine();
  if ('help' in asked) {
    const width = Math.max(...benches.map((one) => one.name.length));
    process.stdout.write(`${USAGE}\n\n`);
    for (const { name, says } of benches) process.stdout.write(`  ${name.padEnd(width)}  ${says}\n`);
    return 0;
  }
  if ('wrong' in asked) return refuse(asked.wrong);
  const bench = benches.find(({ name }) => name === asked.name);
  return bench === undefined ? refuse(`There is no benchmark "${asked.name}".`) : runBench(bench, asked);
}

type Asked = { readonly help: true } | { readonly wrong: string } | Named;

interface Named extends Omit<BenchOptions, 'progress'> {
  readonly name: string;
  readonly json: boolean;
  readonly save: boolean;
}

function readCommandLine(): Asked {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        save: { type: 'boolean', default: false },
        peers: { type: 'boolean', default: false },
        seed: { type: 'string', default: DEFAULT_SEED },
        from: { type: 'string', default: '0' },
        cases: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { quick, json, save, peers, seed, from, cases } = values;
    const [name, more] = positionals;
    if (values.help || name === undefined) return { help: true };
    if (more !== undefined) return { wrong: `One benchmark is run at a time: ${name} or ${more}.` };
    const odd = Object.entries({ seed, from, cases: cases ?? '0' }).find(([, value]) => !/^\d+$/.test(value));
    if (odd !== undefined) return { wrong: `--${odd[0]} takes a number, not "${odd[1]}".` };
    const range = { from: Number(from), cases: cases === undefined ? null : Number(cases) };
    return { name, quick, json, save, peers, seed, ...range };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function refuse(wrong: string): number {
  process.stderr.write(`${wrong}\n\n${USAGE}\nWhich benchmarks there are: npm run bench -- --help\n`);
  return 2;
}

async function runBench(one: Bench, { json, save, ...options }: Named): Promise<number> {
  const { quick, seed } = options;
  const started = performance.now();
  const progress = (text: string): void => void process.stderr.write(`${text}\n`);
  const result = await one.run({ ...options, progress });
  const ok = Object.values(result.goals).every((goal) => goal.ok);
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
  const took = `${((performance.now() - started) / 1_000).toFixed(1)} s`;
  const head =
    `${one.name}${quick ? ' (quick)' : ''}: ${one.says}\n` +
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}, seed ${seed}, took ${took}`;
  const text = `${[head, ...result.tables.map(printTable), printGoals(result)].filter(Boolean).join('\n\n')}\n`;
  process.stdout.write(text);
  if (save) await saveResults(one.name, text, result.picture);
  if (json) {
    const figures = { ...result.figures, machine, seed, quick };
    process.stdout.write(`${JSON.stringify({ bench: one.name, ok, goals: result.goals, figures })}\n`);
  }
  return ok ? 0 : 1;
}

async function loadBenches(): Promise<Bench[]> {
  const files = await readdir(import.meta.dirname);
  const names = files.flatMap((file) => /^([a-z-]+)\.js$/.exec(file)?.[1] ?? []).filter((name) => !MACHINERY.has(name));
  const modules = await Promise.all(
    names.toSorted().map((name) => import(`./${name}.js`) as Promise<{ default?: Bench }>),
  );
  return modules.flatMap(({ default: found }) => (found === undefined ? [] : [found]));
}
