import { existsSync, readFileSync } from 'node:fs';
import { expected } from './expected.mjs';
import { BUNDLED_NODE, inRoot } from './paths.mjs';
import { run } from './processes.mjs';

const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** Why the dependencies must be installed, or `undefined`. npm writes what it installed last, when all is in place. */
const missing = () => {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'there are none yet';
  if (!existsSync(BUNDLED_NODE)) return 'those of this machine are missing';
  const installed = packagesOf(record);
  const differs = Object.entries(packagesOf(inRoot('package-lock.json'))).find(([path, wanted]) => {
    if (!path.includes('node_modules/') || wanted.link) return false;
    const found = installed[path];
    // Packages for other machines are left out by npm.
    if (found === undefined) return !wanted.optional && !wanted.devOptional;
    return found.version !== wanted.version || found.integrity !== wanted.integrity;
  });
  return differs && `package-lock.json changed (${differs[0].split('node_modules/').at(-1)})`;
};

/** The npm that called us, or the one on the path. */
const npm = () => {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []];
};

/** Installs what package-lock.json says, unless it is there. No install script runs. */
export const install = async () => {
  const reason = missing();
  if (reason === undefined) return;
  console.error(`Installing the dependencies (${reason}): npm ci --ignore-scripts, about half a minute.`);
  const [program, args] = npm();
  const flags = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const code = await run(program, [...args, ...flags]);
  if (code !== 0) {
    throw expected(
      `npm ci failed (exit ${code}): see its message above. It needs a package registry and a writable folder.`,
    );
  }
  const still = missing();
  if (still !== undefined) {
    throw expected(`npm ci ended well, but dependencies are not in place: ${still}. Is ${BUNDLED_NODE} there?`);
  }
};
