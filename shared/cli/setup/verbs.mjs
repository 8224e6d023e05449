import { inRoot } from './paths.mjs';
import { run } from './processes.mjs';

const node = (script, args) => run(process.execPath, [inRoot(script), ...args]);

const start = async (args) => {
  const { main } = await import('../dist/main.js');
  await main([process.execPath, inRoot('shared/cli/bin.mjs'), 'start', ...args]);
  return process.exitCode ?? 0;
};

const test = (args) => node('node_modules/vitest/vitest.mjs', ['run', '--config', 'tests/vitest.config.ts', ...args]);

const build = () => {
  console.error('Built.');
  return 0;
};

const CHECKS = [
  ['lint', 'node_modules/oxlint/bin/oxlint', ['--deny-warnings', '.']],
  ['format', 'node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  ['dead code', 'node_modules/knip/bin/knip.js', []],
];

const check = async () => {
  // The build, which came before, has checked the types.
  const failed = [];
  console.error('types: ok');
  for (const [name, script, args] of CHECKS) {
    const code = await node(script, args);
    console.error(`${name}: ${code === 0 ? 'ok' : 'FAILED'}`);
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) console.error(`Not right yet: ${failed.join(', ')}. "npm run fix" mends lint and format.`);
  return failed.length === 0 ? 0 : 1;
};

const bench = (args) => node('tests/dist/bench/main.js', args);

/** What the scripts of package.json may ask for; each resolves to an exit code. */
export const VERBS = { start, test, build, check, bench };
