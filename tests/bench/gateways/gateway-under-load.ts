import { PARTS } from 'agency-graph/parts';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issuerPem } from './directory.js';
import type { Usage } from './gateway-process.js';
import { startHive } from './hive.js';
import type { GatewayOrder, Kind } from './switches.js';

const PROCESS = fileURLToPath(new URL('./gateway-process.js', import.meta.url));
const GATEWAY_CORE = '0';
const LOAD_CORE = '1';

/** A gateway in a process of its own, on a core of its own. */
export interface GatewayUnderLoad {
  readonly url: string;
  /** Keys and audit log. */
  readonly directory: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** What a program is started by that runs where the gateways do. */
export const onGatewayCore = (): readonly string[] => ['taskset', '-c', GATEWAY_CORE];

/** All run as ours is started. */
const NODE = [...onGatewayCore().slice(1), process.execPath, ...PARTS.gateway.node];

/** Whose gateway it is, and what it is told. */
type Wanted = Omit<GatewayOrder, 'directory' | 'what'> & { readonly what: Kind };

export async function startGateway({ what, ...order }: Wanted): Promise<GatewayUnderLoad> {
  return what.kind === 'hive' ? startHive(what, order.subgraphs, ['taskset', ...NODE]) : startOwn({ ...order, what });
}

async function startOwn(order: Omit<GatewayOrder, 'directory'>): Promise<GatewayUnderLoad> {
  const directory = mkdtempSync(join(tmpdir(), 'agency-graph-bench-'));
  writeFileSync(join(directory, 'issuer.pem'), issuerPem());
  const child = fork(PROCESS, [JSON.stringify({ ...order, directory })], {
    execPath: 'taskset',
    execArgv: NODE,
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1', ...PARTS.gateway.env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { url } = await said<{ url: string }>(child);
  return {
    url,
    directory,
    usage() {
      child.send('usage');
      return said<Usage>(child);
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function said<T>(child: ChildProcess): Promise<T> {
  const heard = new AbortController();
  const { signal } = heard;
  const died = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a gateway stopped with ${String(code)}`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), died])) as [T];
    return message;
  } finally {
    // Nobody listens any more, whichever came.
    died.catch(() => {});
    heard.abort();
  }
}

/** Moves this process, which makes the load and answers as the subgraphs, to the other core. */
export const loadCore = (): readonly string[] => ['taskset', '-a', '-p', '-c', LOAD_CORE, String(process.pid)];
