import { existsSync } from 'node:fs';
import { expected } from './expected.mjs';
import { BUNDLED_NODE } from './paths.mjs';
import { run } from './processes.mjs';

/** Ends us when the process that called us has died: it can no longer pass signals on. */
const endWithCaller = () => {
  if (process.channel === undefined) return;
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
};

const fits = (oldest, newest) => {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= oldest && major <= newest;
};

/**
 * Under a Node outside these major versions: runs our command again under the bundled one and resolves to its exit
 * code. Otherwise `undefined`: go on.
 */
export const inBundledNode = async (oldest, newest = Infinity) => {
  if (fits(oldest, newest)) {
    endWithCaller();
    return undefined;
  }
  if (!existsSync(BUNDLED_NODE))
    throw expected(`This is Node ${process.versions.node}: run "npm ci" first, which brings Node 24.`);
  return run(BUNDLED_NODE, process.argv.slice(1), { tied: true, cwd: process.cwd() });
};
