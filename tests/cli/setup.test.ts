import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const NODE_PACKAGE = `node-linux-${process.arch}`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agency-graph-setup-'));
  mkdirSync(join(root, 'shared/cli'), { recursive: true });
  cpSync(join(REPOSITORY, 'shared/cli/setup'), join(root, 'shared/cli/setup'), { recursive: true });
  cpSync(join(REPOSITORY, 'shared/cli/setup.mjs'), join(root, 'shared/cli/setup.mjs'));
  writeFileSync(join(root, 'package-lock.json'), lock('1.0.0'));
  writeFileSync(join(root, 'npm-cli.js'), NPM);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const lock = (version: string): string =>
  JSON.stringify({
    packages: {
      '': { name: 'sample' },
      'node_modules/thing': { version, integrity: `sha512-${version}` },
      'node_modules/for-another-machine': { version, optional: true },
      'node_modules/sample-part': { resolved: 'part', link: true },
      [`node_modules/${NODE_PACKAGE}`]: { version: '24.21.0', optional: true },
    },
  });

/** Stands where npm's own program would: notes how it was called, and puts in place what the lock file says. */
const NPM = `
  const fs = require('node:fs');
  fs.appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  delete packages['node_modules/for-another-machine'];
  fs.mkdirSync('node_modules', { recursive: true });
  if (!fs.existsSync('node_modules/${NODE_PACKAGE}')) fs.symlinkSync('${join(REPOSITORY, 'node_modules', NODE_PACKAGE)}', 'node_modules/${NODE_PACKAGE}');
  if (!fs.existsSync('npm-fails')) fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));
  process.exitCode = fs.existsSync('npm-fails') ? 7 : 0;
`;

interface Result {
  readonly code: number | null;
  readonly said: string;
}
const run = async (script: string, ...args: readonly string[]): Promise<Result> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, ...args], {
    cwd: root,
    env: { ...process.env, npm_execpath: join(root, 'npm-cli.js') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'close');
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: ((await exit) as [number | null])[0], said: said.join('') };
};
const INSTALL = `import { install } from './shared/cli/setup/install.mjs';
  await install().catch((error) => { console.error(error.message); process.exitCode = 1; });`;
const npmCalls = (): readonly string[] =>
  existsSync(join(root, 'npm-calls')) ? readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n') : [];

test('dependencies are installed once, without install scripts, and with those of this machine', async () => {
  const first = await run(INSTALL);
  expect(first.said).toContain('Installing the dependencies (there are none yet)');
  expect(await run(INSTALL)).toEqual({ code: 0, said: '' });
  expect(npmCalls()).toEqual(['ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund']);
});

test('a changed lock file is installed anew, and the package that changed is named', async () => {
  await run(INSTALL);
  writeFileSync(join(root, 'package-lock.json'), lock('1.0.1'));
  expect((await run(INSTALL)).said).toContain('package-lock.json changed (thing)');
  expect(npmCalls()).toHaveLength(2);
});

test('dependencies that were installed on another machine are installed anew', async () => {
  await run(INSTALL);
  rmSync(join(root, 'node_modules', NODE_PACKAGE));
  expect((await run(INSTALL)).said).toContain('those of this machine are missing');
});

test('when npm fails, so does the set-up, and the next one tries again', async () => {
  writeFileSync(join(root, 'npm-fails'), '');
  expect(await run(INSTALL)).toMatchObject({ code: 1, said: expect.stringContaining('npm ci failed (exit 7)') });
  rmSync(join(root, 'npm-fails'));
  expect((await run(INSTALL)).code).toBe(0);
});

const LOCKED = `import { appendFileSync } from 'node:fs';
  import { withLock } from './shared/cli/setup/lock.mjs';
  await withLock(async () => {
    appendFileSync('work', 'in ');
    if (process.argv[1] === 'dies') process.kill(process.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
    appendFileSync('work', 'out ');
  });`;

test('of set-ups at once, one works at a time', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => run(LOCKED)));
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readFileSync(join(root, 'work'), 'utf8')).toBe('in out '.repeat(6));
});

test('a set-up that waits says for whom', async () => {
  const HOLDS = `import { withLock } from './shared/cli/setup/lock.mjs';
    await withLock(() => new Promise((resolve) => process.stdin.once('end', resolve).resume()));`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDS], { cwd: root });
  await expect.poll(() => existsSync(join(root, '.data/setup.lock'))).toBe(true);
  const waiting = spawn(process.execPath, ['--input-type=module', '-e', LOCKED], { cwd: root });
  const ends = [holder, waiting].map((child) => once(child, 'close'));
  expect(String(await once(waiting.stderr, 'data'))).toBe(
    `Waiting for the set-up of process ${holder.pid} in this folder.\n`,
  );
  holder.stdin.end();
  expect((await Promise.all(ends)).map(([code]) => code as number)).toEqual([0, 0]);
});

test('a set-up that was killed holds up nobody', async () => {
  await run(LOCKED, 'dies');
  const all = await Promise.all(Array.from({ length: 4 }, () => run(LOCKED)));
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(join(root, 'work'), 'utf8')).toBe(`in ${'in out '.repeat(4)}`);
});

test('a failure inside sets the lock free', async () => {
  const fails = `import { withLock } from './shared/cli/setup/lock.mjs'; await withLock(() => Promise.reject(new Error('no')));`;
  expect((await run(fails)).code).toBe(1);
  expect((await run(LOCKED)).said).toBe('');
});

test('an unknown verb is wrong usage', async () => {
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  const child = spawn(process.execPath, [join(root, 'shared/cli/setup.mjs'), 'dance'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'close');
  expect(await text(child.stderr)).toContain('start|test|build|check|bench');
  expect(((await exit) as [number | null])[0]).toBe(2);
});
