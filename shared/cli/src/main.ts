import { Command, CommanderError } from 'commander';
import { CommandFailure, EXIT } from './exit.js';
import { VERSION } from './version.js';

/** Adds a command to the program. */
type Add = (program: Command) => void;

/**
 * Every command of `agency-graph`, in the order in which help lists them. One that is called is loaded alone: to
 * load all of them takes longer than most take to run.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  start: async () => (await import('./commands/start.js')).start,
  check: async () => (await import('./commands/check.js')).check,
  personas: async () => (await import('./commands/personas.js')).personas,
  token: async () => (await import('./commands/token.js')).token,
  'break-glass': async () => (await import('./commands/break-glass.js')).breakGlass,
  erasure: async () => (await import('./commands/erasure.js')).erasure,
  explain: async () => (await import('./commands/explain.js')).explain,
  schema: async () => (await import('./commands/schema.js')).schema,
  rules: async () => (await import('./commands/rules.js')).rules,
  ask: async () => (await import('./commands/ask.js')).ask,
  agreements: async () => (await import('./commands/agreements.js')).agreements,
  gateway: async () => (await import('./commands/gateway.js')).gateway,
  audit: async () => (await import('./commands/audit.js')).audit,
  verify: async () => (await import('./commands/verify.js')).verify,
  witness: async () => (await import('./commands/witness.js')).witness,
  'witness-key': async () => (await import('./commands/witness.js')).witnessKey,
  world: async () => (await import('./commands/world.js')).world,
};

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

/** The commands that are needed to run this one: it alone, or, where it is none of them, all, to be listed. */
const needed = (name: string): Promise<Add[]> =>
  Promise.all((Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]!] : Object.values(COMMANDS)).map((load) => load()));

const createProgram = async (name: string): Promise<Command> => {
  const program = new Command('agency-graph')
    .description('One authorized, recorded graph over agencies’ data: start it, try it, check it.')
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(run the command with --help for its options)')
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions()
    .exitOverride();
  for (const add of await needed(name)) add(program);
  // Not to say --help here: npx keeps it to itself where no command stands before it.
  return program.showHelpAfterError('("agency-graph help" lists the commands)');
};

/** What the system refuses, a file that cannot be written for instance, is the reader's to mend: a stack tells nothing of it. */
const isOfSystem = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;

/** Who reads what is said may have enough of it: `… | head -1`. Where it cannot be written, that is told, and of nothing else. */
const letReadersGo = (): void =>
  void process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`agency-graph: ${error.message}\n`);
    process.exit(EXIT.usage);
  });

/** Runs a command line and leaves the exit code in `process.exitCode`. Expected failures are shown without a stack. */
export const main = async (argv: readonly string[]): Promise<void> => {
  letReadersGo();
  try {
    const program = await createProgram(argv[2] ?? '');
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else if (error instanceof CommandFailure) {
      process.stderr.write(`agency-graph: ${error.message}\n`);
      process.exitCode = error.exitCode;
    } else {
      const says = isOfSystem(error) ? error.message : error instanceof Error ? error.stack : String(error);
      process.stderr.write(`agency-graph: ${says}\n`);
      process.exitCode = EXIT.problem;
    }
  }
};
