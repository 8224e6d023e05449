import { PARTS as PROCESSES } from 'agency-graph/parts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { ROOT } from '../../support/root.js';
import { freePort } from './start-system.js';
import type { System } from './system.js';

/** A gateway process of its own, beside the one of the shared system. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has written, stdout and stderr as they came. */
  said(): string;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly args?: readonly string[];
  /** Added to, or over, what the supervisor would set. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The system's own, as the gateway's three roles see it, unless another is given. */
function databaseOf(system: System, env: Readonly<Record<string, string>>): Record<string, string> {
  if (env['GATEWAY_DATABASE_URL'] !== undefined) return {};
  return {
    GATEWAY_DATABASE_URL: system.database('gateway', 'gateway'),
    GATEWAY_INDEX_WRITER_DATABASE_URL: system.database('gateway', 'gateway_index_writer'),
    GATEWAY_INDEX_READER_DATABASE_URL: system.database('gateway', 'gateway_index_reader'),
  };
}

/** Runs `gateway/dist/main.js` as the supervisor does, over the shared system's agencies, keys and database. */
export async function runGateway(
  system: System,
  { args = [], env = {} }: GatewayOptions = {},
): Promise<GatewayProcess> {
  const data = mkdtempSync(join(tmpdir(), 'agency-graph-gateway-'));
  // Both at once: the admin door, left to choose, may take the port that is free until the gateway listens.
  const [port, adminPort] = await Promise.all([freePort(), freePort()]);
  const agency = (name: 'organisations' | 'members' | 'tasks' | 'documents'): string =>
    `http://127.0.0.1:${system.ports[name]}/graphql`;
  const child = spawn(process.execPath, [...PROCESSES.gateway.node, join(ROOT, 'gateway/dist/main.js'), ...args], {
    cwd: data,
    env: {
      ...PROCESSES.gateway.env,
      PATH: process.env['PATH'] ?? '',
      AGENCY_GRAPH_KEYS: join(system.data, 'keys'),
      AGENCY_GRAPH_DATA: data,
      // It shares the keys of the shared system, and has a log of its own.
      AGENCY_GRAPH_NODE: basename(data),
      GATEWAY_PORT: String(port),
      GATEWAY_ADMIN_PORT: String(adminPort),
      ...databaseOf(system, env),
      REGISTER_URL: `http://127.0.0.1:${system.ports.organisations}`,
      ORGANISATIONS_URL: agency('organisations'),
      MEMBERS_URL: agency('members'),
      TASKS_URL: agency('tasks'),
      DOCUMENTS_URL: agency('documents'),
      POLICY_CLOCK: system.world.now,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const ended = once(child, 'close').then(([code]) => {
    rmSync(data, { recursive: true, force: true });
    return code as number | null;
  });
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Longest that a gateway takes to be ready on a loaded machine, in milliseconds. */
const READY_WITHIN = 120_000;
/** A question that nobody answers yet takes time that the gateway wants for its start. Milliseconds. */
const ASKED_EVERY = 100;

/** Resolves when that gateway says that it can serve; fails with what it said when it ends before. */
export async function untilReady({ url, child, said }: GatewayProcess): Promise<void> {
  for await (const started of setInterval(ASKED_EVERY, Date.now())) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}:\n${said()}`);
    const response = await fetch(`${url}/readyz`).catch(() => null);
    if (response?.status === 200) return;
    if (Date.now() - started > READY_WITHIN) throw new Error(`the gateway is not ready:\n${said()}`);
  }
}
