import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

/** Another process that started a server and holds it until it is ended. */
export interface OtherProcess {
  readonly child: ChildProcess;
  /** What it found out: the server's process id, and whether it joined a running one. */
  readonly server: { readonly pid: number; readonly reused: boolean };
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Lets it stop its server and end. */
  finish(): Promise<void>;
}

const PROGRAM = `
  import { startEmbedded, withClient } from '@agency-graph/postgres';
  const server = await startEmbedded({ dataDir: process.argv[1] });
  const pid = await withClient(server.url('postgres'), async (client) =>
    (await client.query("select (regexp_match(pg_read_file('postmaster.pid'), '^\\\\d+'))[1] as pid")).rows[0].pid);
  console.log(JSON.stringify({ pid: Number(pid), reused: server.reused }));
  process.stdin.on('end', () => server.stop()).resume();
`;

/** Starts a server in a process of its own. */
export const startElsewhere = async (dataDir: string): Promise<OtherProcess> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, dataDir], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line'),
    exit.then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
  ])) as [string];
  return {
    child,
    server: JSON.parse(line) as OtherProcess['server'],
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
    finish: async () => {
      child.stdin?.end();
      await exit;
    },
  };
};
