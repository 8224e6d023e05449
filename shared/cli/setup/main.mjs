import { build } from './build.mjs';
import { inBundledNode } from './bundled-node.mjs';
import { install } from './install.mjs';
import { withLock } from './lock.mjs';
import { refuseMachine } from './machine.mjs';
import { VERBS } from './verbs.mjs';

const USAGE = `node shared/cli/setup.mjs ${Object.keys(VERBS).join('|')} [arguments]`;

/** Makes the checkout ready (dependencies, Node 24, build) and runs the verb. Resolves to its exit code. */
export const main = async ([verb, ...args]) => {
  const run = Object.hasOwn(VERBS, verb ?? '') ? VERBS[verb] : undefined;
  if (run === undefined) {
    console.error(`Usage: ${USAGE}`);
    return 2;
  }
  refuseMachine();
  await withLock(install);
  const code = await inBundledNode(24, 24);
  if (code !== undefined) return code;
  // Before anything loads the Apollo gateway, which would otherwise call its maker's hosts.
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  // A start needs no tests, and goes on while somebody mends one.
  await withLock(() => build(verb === 'start' ? 'system' : 'all'));
  return run(args);
};
