import { main, WRONG_USAGE } from './main.js';
import { printable } from './printable.js';

// Who reads what is said may have enough of it (`… | head -1`): the verdict is the exit code all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  // What cannot be written down, on a full disk for instance, did not fail to verify.
  process.stderr.write(`verify: ${printable(error.message)}\n`);
  process.exitCode = WRONG_USAGE;
});
process.exitCode = main(process.argv.slice(2));
