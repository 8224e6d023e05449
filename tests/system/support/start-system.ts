import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldSize } from '@agency-graph/world';
import { ROOT } from '../../support/root.js';

export const PARTS = ['organisations', 'members', 'tasks', 'documents', 'gateway'] as const;
export type PartName = (typeof PARTS)[number];

/** Where a running system is to be found; plain data, so that it crosses from one process to another. */
export interface SystemAddress {
  readonly ports: Readonly<Record<PartName, number>>;
  /** Folder of its database, keys and logs. */
  readonly data: string;
  /** Process id of the supervisor. */
  readonly pid: number;
}

/** A system of real processes, started as an operator starts it. */
export interface StartedSystem extends SystemAddress {
  readonly child: ChildProcess;
  /** All that the command said so far. */
  said(): string;
  /** Resolves once every part can serve; rejects with what was said when the command ends before. */
  readonly ready: Promise<void>;
  /** Stops it as Ctrl-C would, and removes its data. */
  stop(): Promise<void>;
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs `agency-graph start` with a data folder and ports of its own. */
export async function launchSystem({ size }: { readonly size: WorldSize }): Promise<StartedSystem> {
  const data = mkdtempSync(join(tmpdir(), 'agency-graph-system-'));
  // The database server runs as another user than root and must pass.
  chmodSync(data, 0o755);
  const free = await Promise.all(PARTS.map(() => freePort()));
  const ports = Object.fromEntries(PARTS.map((part, at) => [part, free[at]])) as Record<PartName, number>;
  const child = spawn(
    process.execPath,
    [join(ROOT, 'shared/cli/bin.mjs'), 'start', '--size', size, '--data', join(data, 'run')],
    {
      cwd: data,
      env: {
        ...process.env,
        ...Object.fromEntries(PARTS.map((part) => [`${part.toUpperCase()}_PORT`, String(ports[part])])),
        // Two systems that start at once would both take the usual one, and only one of them would be witnessed.
        WITNESS_PORT: String(await freePort()),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const ended = once(child, 'close') as Promise<[number | null]>;
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Agency Graph is ready.')) resolve();
      });
    }
    void ended.then(([code]) => reject(new Error(`the system ended with ${code}:\n${said}`)));
  });
  ready.catch(() => {});
  return {
    ports,
    data: join(data, 'run'),
    pid: child.pid ?? 0,
    child,
    said: () => said,
    ready,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}
