import { PARTS } from 'agency-graph/parts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Also for a benchmark, which is compiled elsewhere. */
const MAIN = PARTS.gateway.main;

/** A folder in which gateways are started as a developer of another graph would: with files and nothing else. */
export interface Workplace {
  readonly directory: string;
  /** Writes a file and gives its path. */
  write(name: string, text: string): string;
  /** Resolves once it listens. */
  start(...args: readonly string[]): Promise<PlainGateway>;
  /** Of a start that fails: how it ended and what it said. */
  fail(...args: readonly string[]): Promise<{ readonly code: number | null; readonly says: string }>;
  close(): void;
}

export interface PlainGateway {
  readonly url: string;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  said(): string;
  /** Asks with the headers given; body and status as they came. */
  post(
    query: string,
    headers?: Readonly<Record<string, string>>,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<PlainResponse>;
}

export interface PlainResponse {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test knows the shape of what it asked
  readonly body: any;
}

export function workplace(): Workplace {
  const directory = mkdtempSync(join(tmpdir(), 'agency-graph-plain-'));
  const running = new Set<ChildProcess>();
  const run = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [MAIN, '--profile', 'conformance', '--port', '0', ...args], {
      // Nothing of what a labelled graph needs.
      env: { PATH: process.env['PATH'], AGENCY_GRAPH_DATA: join(directory, `data-${running.size}`) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    return child;
  };
  return {
    directory,
    write(name, text) {
      writeFileSync(join(directory, name), text);
      return join(directory, name);
    },
    async start(...args) {
      const child = run(args);
      let said = '';
      child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = once(child, 'close').then(([code]) => code as number | null);
      const listening = new Promise<string>((resolve) => {
        createInterface({ input: child.stdout! }).on('line', (line) => {
          said += `${line}\n`;
          if (line.includes('"msg":"listening"')) resolve((JSON.parse(line) as { url: string }).url);
        });
      });
      const url = await Promise.race([listening, ended.then(() => null)]);
      if (url === null) throw new Error(`the gateway ended: ${said}`);
      return {
        url,
        child,
        ended,
        said: () => said,
        async post(query, headers = {}, variables = {}) {
          const response = await fetch(`${url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query, variables }),
          });
          return { status: response.status, body: await response.json() };
        },
      };
    },
    async fail(...args) {
      const child = run(args);
      let says = '';
      child.stderr!.on('data', (chunk: Buffer) => (says += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, says };
    },
    close() {
      for (const child of running) child.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
