import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './paths.mjs';

/**
 * Runs a program in the checkout on our terminal, to its end, and resolves to its exit code. Ctrl-C reaches it by
 * itself; a SIGTERM to us is passed on. `options.tied`: it gets SIGTERM when we die, too.
 */
export const run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    const { tied = false, env = {}, quiet = false } = options;
    const out = quiet ? 'pipe' : 'inherit';
    const child = spawn(program, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...env },
      stdio: ['inherit', out, out, ...(tied ? ['ipc'] : [])],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
    const wait = () => {};
    const passOn = () => child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', passOn).on('SIGHUP', passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', passOn).off('SIGHUP', passOn);
      const exit = code ?? 128 + constants.signals[signal];
      if (quiet && exit !== 0) process.stderr.write(said);
      resolve(exit);
    });
  });
