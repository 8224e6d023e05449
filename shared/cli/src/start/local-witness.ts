import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { formatVerifierKey } from '@agency-graph/ledger';
import { inRoot } from '../checkout.js';
import { makeKeyFile, readKeyFile } from '../witness/key-file.js';
import { startPart, waitUntilReady, type PartProcess } from './part-process.js';
import { portIsFree } from './port-holder.js';
import type { RunSettings } from './environment.js';

/** The witness of a run on one machine: it shows how a log is watched, and proves nothing against who runs both. */
export interface LocalWitness {
  /** The policy by which the gateway shows its log to this witness (C2SP tlog-policy). */
  readonly policy: string;
  /** Starts it, once the gateway's log has a root to be trusted; writes the public keys for who verifies the log. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = 'witness.agency-graph.example/local';
const PORT = 4009;
const PATIENCE_MS = 5_000;
const GOES_ON = 'Without one the gateway answers for a quarter of an hour; then start again.';

/** Makes what a local witness needs in `<data>/witness`: its key, and the policy that names it. */
export const prepareLocalWitness = async (
  settings: RunSettings,
  say: (line: string) => void,
): Promise<LocalWitness> => {
  const folder = join(settings.dataFolder, 'witness');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [key, policy, trust] = ['witness.key', 'policy.txt', 'trust.txt'].map((name) => join(folder, name));
  const verifier = existsSync(key!) ? formatVerifierKey(readKeyFile(key!).key) : makeKeyFile(key!, NAME);
  const port = await portOf(process.env['WITNESS_PORT']);
  writeFileSync(policy!, `witness local ${verifier} http://127.0.0.1:${port}\nquorum local\n`);
  let running: PartProcess | null = null;

  return {
    policy: policy!,
    async start() {
      const roots = rootsIn(join(settings.keys, 'audit'));
      if (roots.length === 0) return;
      writeFileSync(trust!, `${[...roots, verifier].join('\n')}\n`);
      const logFile = join(settings.dataFolder, 'logs', 'witness.log');
      const args = ['--listen', `127.0.0.1:${port}`, '--state', join(folder, 'state'), '--key', key!, '--logs', trust!];
      const script = inRoot('shared/cli/bin.mjs');
      const part = startPart({ name: 'witness', script, args: ['witness', ...args], env: {}, logFile });
      running = part;
      try {
        await waitUntilReady(part, { url: `http://127.0.0.1:${port}/key` }, logFile);
        void part.ended.then(
          (how) => running === null || say(`The witness ended with ${how} (${logFile}). ${GOES_ON}`),
        );
      } catch (error) {
        say(`No witness: ${error instanceof Error ? error.message : String(error)} ${GOES_ON}`);
      }
    },
    async stop() {
      const part = running;
      running = null;
      await part?.stop(PATIENCE_MS);
    },
  };
};

/** Public keys of the roots of this machine's logs. */
function rootsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).map((node) => join(folder, node, 'root.pub'));
  return files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8').trim());
}

/** The port that was asked for, else the usual one, else whichever is free. */
async function portOf(asked: string | undefined): Promise<number> {
  if (asked !== undefined) return Number(asked);
  if (await portIsFree(PORT)) return PORT;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
