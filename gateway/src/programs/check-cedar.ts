import { cedarProblems } from '../access/cedar.js';
import { readCedarFiles } from '../start/cedar.js';

// Tells what is wrong with the Cedar policies of a folder, as JSON: for the command `check`.
try {
  process.stdout.write(JSON.stringify(cedarProblems(readCedarFiles(process.argv[2]!))));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
