import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { ROOT } from './database.js';
import { signedHeaders } from './signed-headers.js';

/** An answer, and how long it took from the request's first byte until the answer's last. Milliseconds. */
export interface TimedAnswer {
  // oxlint-disable-next-line typescript/no-explicit-any -- a benchmark knows the shape of what it asked
  readonly data: any;
  readonly ms: number;
}

/** The members subgraph as a process of its own, asked over the signed wire. */
export interface ServedMembers {
  ask(query: string, variables: unknown): Promise<TimedAnswer>;
  close(): Promise<void>;
}

/** Starts `node subgraphs/members/dist/main.js` over a database. */
export async function serveMembers(databaseUrl: string): Promise<ServedMembers> {
  const keysDirectory = mkdtempSync(join(tmpdir(), 'agency-graph-bench-'));
  const sign = signedHeaders('members', keysDirectory);
  const child = spawn(process.execPath, [`${ROOT}subgraphs/members/dist/main.js`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      // As the supervisor starts it.
      NODE_ENV: 'production',
      MEMBERS_DATABASE_URL: databaseUrl,
      MEMBERS_PORT: '0',
      AGENCY_GRAPH_KEYS: keysDirectory,
      // Nothing listens there: the copy of the register was filled with the load.
      REGISTER_URL: 'http://127.0.0.1:1',
    },
  });
  const exited = once(child, 'exit');
  const url = await listening(child.stdout);
  const pool = new Pool(url, { connections: 1 });
  return {
    async ask(query, variables) {
      const body = Buffer.from(JSON.stringify({ query, variables }));
      const headers = sign(query, body, new URL(url).host);
      const started = performance.now();
      const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body });
      const text = await answer.body.text();
      const ms = performance.now() - started;
      const { data, errors } = JSON.parse(text) as { data: unknown; errors?: readonly { message: string }[] };
      if (errors !== undefined) throw new Error(`the subgraph answered: ${errors[0]?.message}`);
      return { data, ms };
    },
    async close() {
      await pool.close();
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
