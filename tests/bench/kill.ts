import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { checkLog } from '../gateway/fixture/check-log.js';
import type { Bench, BenchOptions, BenchResult } from './bench.js';
import { createRandom } from './members/random.js';

/** The log's writer as a process of its own; says the place of each record that is durable. */
const PROGRAM = resolve(import.meta.dirname, '../../gateway/fixture/write-log.mjs');
/** Killed at most so long after its first record. Milliseconds. */
const LATEST = 120;

const bench: Bench = {
  name: 'kill',
  says: 'the log’s writer is killed again and again under load: what it said to be durable is in the log',
  run: runKill,
};
export default bench;

async function runKill({ quick, seed, progress }: BenchOptions): Promise<BenchResult> {
  const rounds = quick ? 20 : 1_000;
  const random = createRandom(seed);
  const root = mkdtempSync(join(tmpdir(), 'kill-'));
  const directory = join(root, 'audit');
  const said: string[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const child = spawn(process.execPath, [PROGRAM, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      const saying = text(child.stdout);
      await once(child.stdout, 'readable');
      await wait(random(LATEST));
      child.kill('SIGKILL');
      await once(child, 'close');
      said.push(...(await saying).split('\n').slice(0, -1));
      if (round % 50 === 49) progress(`${round + 1} of ${rounds}`);
    }
    const records = checkLog(directory);
    const places = new Set(records.map(({ index, leaf }) => `${index} ${leaf}`));
    const lost = said.filter((place) => !places.has(place)).length;
    return {
      tables: [
        {
          title: 'Killed under load',
          head: ['kills', 'said to be durable', 'records in the log', 'lost'],
          rows: [[rounds, said.length, records.length, lost].map(String)],
        },
      ],
      goals: { 'said to be durable and lost': { goal: 0, measured: lost, ok: lost === 0 && said.length >= rounds } },
      figures: { rounds, said: said.length, records: records.length, lost },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
