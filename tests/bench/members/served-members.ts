import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RowCondition } from '@agency-graph/contract';
import { testGateway } from '../../support/test-gateway.js';
import { ROOT } from './database.js';

/** An answer, and how long it took from before the context was signed until its text was there. Milliseconds. */
export interface TimedAnswer {
  // oxlint-disable-next-line typescript/no-explicit-any -- a benchmark knows the shape of what it asked
  readonly data: any;
  readonly ms: number;
}

/** The members subgraph as a process of its own, asked over the signed wire. */
export interface ServedMembers {
  ask(query: string, variables: unknown, rows?: Readonly<Record<string, RowCondition>>): Promise<TimedAnswer>;
  close(): Promise<void>;
}

/** Starts `node subgraphs/members/dist/main.js` over a database. */
export async function serveMembers(databaseUrl: string): Promise<ServedMembers> {
  const keysDirectory = mkdtempSync(join(tmpdir(), 'agency-graph-bench-'));
  const gateway = testGateway('members', keysDirectory, ['Member']);
  const child = spawn(process.execPath, [`${ROOT}subgraphs/members/dist/main.js`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      MEMBERS_DATABASE_URL: databaseUrl,
      MEMBERS_PORT: '0',
      AGENCY_GRAPH_KEYS: keysDirectory,
      // Nothing listens there: the copy of the register was filled with the load.
      REGISTER_URL: 'http://127.0.0.1:1',
    },
  });
  const exited = once(child, 'exit');
  const url = await listening(child.stdout);
  return {
    async ask(query, variables, rows) {
      const started = performance.now();
      const response = await gateway.post(`${url}/graphql`, { query, variables }, rows && { rows });
      const text = await response.text();
      const ms = performance.now() - started;
      const { data, errors } = JSON.parse(text) as { data: unknown; errors?: readonly { message: string }[] };
      if (errors !== undefined) throw new Error(`the subgraph answered: ${errors[0]?.message}`);
      return { data, ms };
    },
    async close() {
      child.kill('SIGTERM');
      await exited;
      rmSync(keysDirectory, { recursive: true, force: true });
    },
  };
}

/** The address in `{"listening":…}`; log lines come before and after it. */
async function listening(stdout: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    const url = /^\{"listening":"([^"]+)"/.exec(line)?.[1];
    if (url !== undefined) {
      stdout.resume();
      return url;
    }
  }
  throw new Error('the members subgraph did not start');
}
