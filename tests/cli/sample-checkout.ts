import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PARTS = ['subgraphs/organisations', 'subgraphs/members', 'subgraphs/tasks', 'subgraphs/documents', 'gateway'];
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** A command that runs in a sample checkout. */
export interface Run {
  readonly child: ChildProcess;
  /** All it said so far, stdout and stderr as they came. */
  said(): string;
  /** Resolves with what it has said when that matches; rejects when it ends before. */
  says(pattern: RegExp): Promise<string>;
  /** Resolves with its exit code. */
  ended(): Promise<number | null>;
}

/** A checkout with our own CLI and the smallest parts and databases that keep to the supervisor's terms. */
export interface SampleCheckout {
  readonly root: string;
  readonly ports: Readonly<Record<string, number>>;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Run;
  /** What a part answers. */
  ask(part: string, path?: string): Promise<Record<string, unknown>>;
  /** Processes that have to do with this checkout. */
  processes(): readonly string[];
  remove(): void;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const lay = (root: string): void => {
  cpSync(join(REPOSITORY, 'shared/cli'), join(root, 'shared/cli'), {
    recursive: true,
    filter: (path) => !path.endsWith('node_modules'),
  });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  for (const part of PARTS) {
    mkdirSync(join(root, part, 'dist'), { recursive: true });
    mkdirSync(join(root, part, 'migrations'));
    writeFileSync(join(root, part, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(root, part, 'migrations/001-things.sql'), 'create table thing (id int);\n');
    for (const file of ['part', 'seed']) {
      const target = file === 'part' ? 'main.js' : 'seed.js';
      cpSync(join(REPOSITORY, `tests/cli/sample/${file}.mjs`), join(root, part, 'dist', target));
    }
  }
};

const follow = (child: ChildProcess): Run => {
  let said = '';
  const exit = once(child, 'close') as Promise<[number | null]>;
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    said: () => said,
    ended: async () => (await exit)[0],
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(said)) resolve(said);
        };
        listeners.add(look);
        look();
        void exit.then(([code]) => reject(new Error(`ended with ${code} without saying ${pattern}:\n${said}`)));
      }),
  };
};

/** Lays out a sample checkout in a folder of its own, with ports that are free. */
export const sampleCheckout = async (): Promise<SampleCheckout> => {
  const root = mkdtempSync(join(tmpdir(), 'agency-graph-checkout-'));
  chmodSync(root, 0o755);
  lay(root);
  const names = PARTS.map((part) => part.split('/').at(-1) as string);
  const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()] as const)));
  const portEnv = Object.fromEntries(names.map((name) => [`${name.toUpperCase()}_PORT`, String(ports[name])]));
  return {
    root,
    ports,
    run: (args, env = {}) =>
      follow(
        spawn(process.execPath, [join(root, 'shared/cli/bin.mjs'), ...args], {
          cwd: tmpdir(),
          env: { ...process.env, ...portEnv, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      ),
    ask: async (part, path = '/') =>
      (await (await fetch(`http://127.0.0.1:${ports[part]}${path}`)).json()) as Record<string, unknown>,
    processes: () =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => {
          try {
            return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
          } catch {
            return '';
          }
        })
        .filter((command) => command.includes(root)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
