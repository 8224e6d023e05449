import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure } from '../exit.js';

/** Lines kept to be shown when a part fails. */
const TAIL = 20;
const READY_MS = 60_000;
const POLL_MS = 40;
const PROBE_MS = 2_000;
/** A log that is longer when a part starts is set aside, in place of the one before. Bytes. */
const LONG_LOG = 16 * 1024 * 1024;

/** A running part. It ends by itself when this process dies: its IPC channel closes. */
export interface PartProcess {
  readonly name: string;
  /** Resolves to how it ended, in words. */
  readonly ended: Promise<string>;
  /** Its last lines. */
  tail(): readonly string[];
  /** SIGTERM, and SIGKILL when the patience (milliseconds) is over. Resolves when it is gone. */
  stop(patience: number): Promise<void>;
}

export interface PartOptions {
  readonly name: string;
  readonly script: string;
  /** How Node runs it. */
  readonly node?: readonly string[];
  readonly args?: readonly string[];
  /** Where the environment of this process says nothing else. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

const howItEnded = (child: ChildProcess): string =>
  child.signalCode === null ? `exit code ${child.exitCode}` : `signal ${child.signalCode}`;

/** A machine's proxy is not for parts that speak over loopback, and the gateway refuses to start with one. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];

/** What a part has of this process's environment: it is told of its own database and of no other part's. */
export const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !PROXIES.includes(name) && !name.endsWith('_DATABASE_URL')),
  );

/** Goes on in the log of earlier starts: it says why they ended, and may be that of one that still runs. */
const openLog = (path: string): WriteStream => {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size > LONG_LOG) renameSync(path, `${path}.1`);
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
};

/** Starts a part in a session of its own, so that Ctrl-C reaches us first and we stop all in order. */
export const startPart = ({ name, script, node = [], args = [], defaults, env, logFile }: PartOptions): PartProcess => {
  const child = spawn(process.execPath, [...node, script, ...args], {
    detached: true,
    env: { ...defaults, ...inherited(), ...env, AGENCY_GRAPH_SUPERVISED: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = openLog(logFile);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      lines.push(line);
      if (lines.length > TAIL) lines.shift();
    });
  }
  const ended = Promise.race([
    once(child, 'close').then(() => howItEnded(child)),
    new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message))),
  ]).finally(() => log.end());
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  return {
    name,
    ended,
    tail: () => lines,
    stop: async (patience) => {
      if (gone()) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      await ended;
      clearTimeout(timer);
    },
  };
};

const lastLines = (part: PartProcess, logFile: string): string => {
  const said = part.tail().map((line) => `  ${line}`);
  return `Its last lines (all in ${logFile}):\n${said.join('\n') || '  (none)'}`;
};

/** The failure of a part, with what it said last. */
export const partFailure = (part: PartProcess, how: string, logFile: string): CommandFailure =>
  new CommandFailure(`${part.name} ended with ${how}. ${lastLines(part, logFile)}`);

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
};

/** Where a part is asked whether it can serve, and what it needs before. */
export interface Readiness {
  readonly url: string;
  /** For who reads that it never got ready: a sentence. */
  readonly needs?: string | undefined;
  /** Milliseconds; a minute when absent. */
  readonly patience?: number;
}

/** Resolves when the address answers 200. Fails when the part ends first, or when patience does. */
export const waitUntilReady = async (
  part: PartProcess,
  { url, needs, patience = READY_MS }: Readiness,
  logFile: string,
): Promise<void> => {
  let how: string | undefined;
  void part.ended.then((words) => (how = words));
  const until = performance.now() + patience;
  while (!(await answers(url))) {
    if (how !== undefined) throw partFailure(part, how, logFile);
    if (performance.now() > until) {
      const failed = `${part.name} did not get ready in ${patience / 1000} s (${url}).`;
      throw new CommandFailure([failed, needs ?? [], lastLines(part, logFile)].flat().join(' '));
    }
    await delay(POLL_MS);
  }
};
