import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expected } from './expected.mjs';
import { inRoot } from './paths.mjs';
import { run } from './processes.mjs';

const WEB_SOURCES = ['gateway/web/src', 'gateway/web/public', 'gateway/web/index.html', 'gateway/web/vite.config.ts'];
const WEB_STAMP = inRoot('node_modules/.cache/agency-graph/web-sources');

const filesUnder = (path) => {
  if (!existsSync(inRoot(path))) return [];
  try {
    return readdirSync(inRoot(path))
      .sort()
      .flatMap((name) => filesUnder(`${path}/${name}`));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
};

const digestOfWeb = () => {
  const hash = createHash('sha256');
  const files = WEB_SOURCES.flatMap(filesUnder);
  for (const file of [...files, 'gateway/web/package.json', 'package-lock.json']) {
    hash.update(`${file}\0`).update(readFileSync(inRoot(file)));
  }
  return hash.digest('hex');
};

const buildWeb = async () => {
  const digest = digestOfWeb();
  const built = existsSync(inRoot('gateway/web/dist/index.html')) && existsSync(WEB_STAMP);
  if (built && readFileSync(WEB_STAMP, 'utf8') === digest) return;
  console.error('Building the web pages.');
  const vite = inRoot('node_modules/vite/bin/vite.js');
  const code = await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: inRoot('gateway/web') });
  if (code !== 0) throw expected('The web pages did not build: see above.');
  mkdirSync(dirname(WEB_STAMP), { recursive: true });
  writeFileSync(WEB_STAMP, digest);
};

const SYSTEM = [
  'shared/cli',
  'gateway',
  ...['organisations', 'members', 'tasks', 'documents'].map((name) => `subgraphs/${name}`),
];
const PAGES = ['gateway/web'];

/** What each scope compiles: all that runs, or the tests and benchmarks besides. */
const SCOPES = { system: [...SYSTEM, ...PAGES], all: [...SYSTEM, ...PAGES, 'tests'] };

/** Compiles what changed. Under a second when nothing did. */
export const build = async (scope) => {
  if (!existsSync(inRoot('gateway/dist'))) console.error('Compiling.');
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  const code = await run(process.execPath, [tsc, '-b', ...SCOPES[scope]]);
  if (code !== 0) throw expected('The code did not compile: see above.');
  await buildWeb();
};
