import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { ROOT } from '../../support/root.js';
import { freePort } from '../../system/support/start-system.js';
import type { Usage } from './gateway-process.js';
import type { GatewayUnderLoad } from './gateway-under-load.js';
import { fieldSupergraph } from './schemas.js';
import type { Peer } from './switches.js';

/** Outside the workspaces: it is nothing that the project stands on. */
const FOLDER = join(ROOT, '.data/peers');
const PACKAGE = '@graphql-hive/gateway';
const VERSION = '2.15.1';
const READY_WITHIN = 60_000;
const ASKED_EVERY = 100;
/** The kernel's clock ticks, of which it counts processor time; and bytes of a page. */
const TICK = 10;
const PAGE = 4_096;

/** Installs Hive Gateway into a folder of its own, if it is not there; runs none of its install scripts. */
export function installHive(progress: (text: string) => void): void {
  const installed = join(FOLDER, 'node_modules', PACKAGE, 'package.json');
  if (versionIn(installed) === VERSION) return;
  progress(`installing ${PACKAGE} ${VERSION}`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr } = spawnSync('npm', ['install', ...options, `${PACKAGE}@${VERSION}`], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${PACKAGE} cannot be installed:\n${stderr}`);
}

function versionIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }).version;
  } catch {
    return null;
  }
}

/** Runs it over the benchmark's subgraphs as its makers say: no option set, but for sharing where it shall not. */
export async function startHive(
  { shares }: Peer,
  subgraphs: number,
  command: readonly [string, ...string[]],
): Promise<GatewayUnderLoad> {
  const directory = mkdtempSync(join(tmpdir(), 'agency-graph-bench-'));
  writeFileSync(join(directory, 'supergraph.graphql'), fieldSupergraph().replaceAll(':4200/', `:${subgraphs}/`));
  const transportEntries = { '*.http': { options: { deduplicateInflightRequests: shares } } };
  writeFileSync(
    join(directory, 'gateway.config.mjs'),
    `export const gatewayConfig = ${JSON.stringify({ transportEntries })};\n`,
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const [program, ...before] = command;
  const order = ['supergraph', './supergraph.graphql', '--config-path', './gateway.config.mjs'];
  const place = ['--host', '127.0.0.1', '--port', String(port)];
  const child = spawn(program, [...before, join(FOLDER, 'node_modules', PACKAGE, 'dist/bin.js'), ...order, ...place], {
    cwd: directory,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit');
  for await (const began of setInterval(ASKED_EVERY, performance.now())) {
    const answered = await fetch(`${url}?query={__typename}`).catch(() => null);
    if (answered?.ok === true) break;
    if (child.exitCode !== null || performance.now() - began > READY_WITHIN) throw new Error('Hive does not start');
  }
  return {
    url,
    directory,
    usage: async () => usageOf(child.pid!),
    async stop() {
      child.kill('SIGKILL');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Of all threads of a process that is not ours, as the kernel counts it (proc(5)). */
function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const resident = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
  return { cpu: TICK * (Number(fields[11]) + Number(fields[12])), rss: PAGE * Number(resident), heap: null };
}
