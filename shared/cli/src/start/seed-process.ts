import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CommandFailure } from '../exit.js';
import type { Progress } from '../progress.js';
import { NODE_FLAGS, type Part } from './parts.js';

const TAIL = 12;

interface Line {
  readonly done: number;
  readonly of: number;
  readonly what: string;
}

const read = (line: string): Line | undefined => {
  try {
    const { done, of, what } = JSON.parse(line) as Partial<Line>;
    return typeof done === 'number' && typeof of === 'number' && typeof what === 'string'
      ? { done, of, what }
      : undefined;
  } catch {
    return undefined;
  }
};

export interface SeedRun {
  readonly part: Part;
  readonly size: string;
  /** The world's own seed: with another, the accounts would not be those of the personas. */
  readonly seed: string;
  readonly env: Readonly<Record<string, string>>;
  readonly progress: Progress;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Fills the part's database with the synthetic world, in a process of its own. Fails with that process's last lines. */
export const runSeed = ({ part, size, seed, ...rest }: SeedRun): Promise<void> =>
  runWork({ what: `Loading ${part.name}`, script: part.seed, args: ['--size', size, '--seed', seed], ...rest });

export interface WorkRun extends Pick<SeedRun, 'env' | 'progress' | 'signal'> {
  /** For who reads that it failed. */
  readonly what: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** Runs a script that says as JSON lines how far it came. Fails with its last lines. */
export const runWork = async ({ what, script, args, env, progress, signal }: WorkRun): Promise<void> => {
  const child = spawn(process.execPath, [...NODE_FLAGS, script, ...args], {
    env: { ...process.env, ...env, AGENCY_GRAPH_SUPERVISED: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    signal,
  });
  const said: string[] = [];
  const keep = (line: string): void => {
    said.push(line);
    if (said.length > TAIL) said.shift();
  };
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const news = read(line);
    if (news === undefined) keep(line);
    else progress.update(news.done, news.of, news.what);
  });
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', keep);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) {
    const lines = said.map((line) => `  ${line}`).join('\n');
    throw new CommandFailure(`${what} failed (exit ${code}). Its last lines:\n${lines}`);
  }
};
