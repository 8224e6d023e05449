import { cpus, totalmem } from 'node:os';
import { readdir } from 'node:fs/promises';
import type { Bench } from './bench.js';
import { printGoals, printTable } from './print.js';
import { saveResults } from './save.js';

const DEFAULT_SEED = '384202511';
/** Files of this folder that are not benchmarks. */
const MACHINERY = new Set(['main', 'bench', 'print', 'save']);

const argv = process.argv.slice(2);
const flag = (name: string): boolean => argv.includes(name);
/** Flags that a value follows. */
const VALUED = ['--seed', '--from', '--cases'] as const;
const valueOf = (name: (typeof VALUED)[number]): string | undefined =>
  argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined;
const seed = valueOf('--seed') ?? DEFAULT_SEED;
const from = Number(valueOf('--from') ?? 0);
const cases = argv.includes('--cases') ? Number(valueOf('--cases')) : null;
const wanted = argv.find(
  (one, at) => !one.startsWith('--') && !(VALUED as readonly string[]).includes(argv[at - 1] ?? ''),
);

const benches = await loadBenches();
const bench = benches.find((one) => one.name === wanted);

if (bench === undefined) {
  const width = Math.max(...benches.map((one) => one.name.length));
  process.stdout.write(
    'npm run bench -- <name> [--quick] [--json] [--save] [--seed <seed>] [--from <case>] [--cases <number>]\n\n',
  );
  for (const { name, says } of benches) process.stdout.write(`  ${name.padEnd(width)}  ${says}\n`);
  if (wanted !== undefined) process.stderr.write(`\nThere is no benchmark "${wanted}".\n`);
  process.exitCode = wanted === undefined ? 0 : 2;
} else {
  process.exitCode = await runBench(bench);
}

async function runBench(one: Bench): Promise<number> {
  const quick = flag('--quick');
  const started = performance.now();
  const progress = (text: string): void => void process.stderr.write(`${text}\n`);
  const result = await one.run({ quick, seed, from, cases, progress });
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
  if (flag('--save')) await saveResults(one.name, text, result.picture);
  if (flag('--json')) {
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
