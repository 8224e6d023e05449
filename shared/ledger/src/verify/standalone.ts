import { main } from './main.js';

// Who reads what is said may have enough of it (`… | head -1`): the verdict is the exit code all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = main(process.argv.slice(2));
