import { Command, CommanderError } from 'commander';
import { CommandFailure, EXIT } from './exit.js';
import { breakGlass } from './commands/break-glass.js';
import { agreements } from './commands/agreements.js';
import { ask } from './commands/ask.js';
import { audit } from './commands/audit.js';
import { check } from './commands/check.js';
import { erasure } from './commands/erasure.js';
import { explain } from './commands/explain.js';
import { gateway } from './commands/gateway.js';
import { personas } from './commands/personas.js';
import { rules } from './commands/rules.js';
import { schema } from './commands/schema.js';
import { start } from './commands/start.js';
import { token } from './commands/token.js';
import { verify } from './commands/verify.js';
import { witness } from './commands/witness.js';
import { world } from './commands/world.js';
import { VERSION } from './version.js';

/** Every command of `agency-graph`, in the order in which help lists them. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  start,
  check,
  personas,
  token,
  breakGlass,
  erasure,
  explain,
  schema,
  rules,
  ask,
  agreements,
  gateway,
  audit,
  verify,
  witness,
  world,
];

const EXAMPLES = `
Examples:
  agency-graph start                         everything: database, four agencies, gateway
  agency-graph start members --port 5002     one agency alone
  agency-graph personas                      who may log in to the demonstration
  agency-graph token commune-officer         a token for one of them, on the last line
  agency-graph verify evidence.tar --trust keys.txt   is it what the log holds?
  agency-graph explain --as P4 query.graphql what would become of a query, and why
  agency-graph check                         do the schemas here compose, labelled and not loosened?

Exit codes: 0 well, 1 a problem was found or a part failed, 2 the command was called wrongly.`;

/** The whole command line, without running anything. */
export const createProgram = (): Command => {
  const program = new Command('agency-graph')
    .description('One authorized, recorded graph over agencies’ data: start it, try it, check it.')
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(run the command with --help for its options)')
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions()
    .exitOverride();
  for (const add of COMMANDS) add(program);
  return program;
};

/** Runs a command line and leaves the exit code in `process.exitCode`. Expected failures are shown without a stack. */
export const main = async (argv: readonly string[]): Promise<void> => {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else if (error instanceof CommandFailure) {
      process.stderr.write(`agency-graph: ${error.message}\n`);
      process.exitCode = error.exitCode;
    } else {
      process.stderr.write(`agency-graph: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = EXIT.problem;
    }
  }
};
