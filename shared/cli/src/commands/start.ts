import { InvalidArgumentError, Option, type Command } from 'commander';
import { DEFAULT_DATA } from '../checkout.js';
import { wrongUsage } from '../exit.js';
import { clockOption } from '../policy-clock.js';
import { isPort } from '../start/environment.js';
import { isPartName, PARTS } from '../start/parts.js';
import { supervise, type StartOptions } from '../start/supervise.js';
import { welcome } from '../start/welcome.js';
import { findPersona, personaToken } from '../token/persona-token.js';
import { demonstrationWorld, SIZES } from '../world.js';

/** Whom the first query is asked as. */
const FIRST_PERSONA = 'P4';

const port = (text: string): number => {
  if (!isPort(text)) throw new InvalidArgumentError('Say 1 to 65535.');
  return Number(text);
};

interface Options {
  readonly port?: number;
  readonly size?: string;
  readonly fresh?: boolean;
  readonly clock: string;
  readonly data: string;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const greet: StartOptions['ready'] = (settings) => {
  const world = demonstrationWorld();
  const persona = findPersona(world.personas, FIRST_PERSONA);
  const token = personaToken(settings.keys, world, persona, {}, Date.now());
  process.stdout.write(welcome(settings, world.personas, persona, token));
};

const run = async (only: string | undefined, options: Options): Promise<void> => {
  if (only !== undefined && !isPartName(only)) {
    throw wrongUsage(`No part "${only}". There are: ${Object.keys(PARTS).join(', ')}.`);
  }
  await supervise({
    only,
    port: options.port,
    size: options.size,
    seed: demonstrationWorld().seed,
    fresh: options.fresh === true,
    data: options.data,
    clock: options.clock,
    args: [],
    say,
    ready:
      only === undefined
        ? greet
        : ({ ports }) => void process.stdout.write(`${only} is ready: http://127.0.0.1:${ports.get(only)}\n`),
  });
};

/** `agency-graph start`: the whole system, or one part of it, in the foreground. */
export const start = (program: Command): void => {
  program
    .command('start')
    .argument('[part]', `one part alone: ${Object.keys(PARTS).join(', ')}`)
    .description('Starts everything, with data on the first time, and stops it with Ctrl-C.')
    .option('--port <number>', 'where the gateway (or the one part) listens', port)
    .addOption(
      new Option('--size <size>', 'how much synthetic data (default: what is there, at first small)').choices(SIZES),
    )
    .addOption(clockOption('the policy clock: "now", or a time it stands at'))
    .option('--fresh', 'make the embedded databases anew')
    .option('--data <dir>', 'folder for database, keys, logs', DEFAULT_DATA)
    .addHelpText(
      'after',
      `
Your own PostgreSQL (15 or later) instead of the embedded one, part by part:
  MEMBERS_DATABASE_URL        what the service uses; the same for ORGANISATIONS, TASKS, DOCUMENTS, GATEWAY
  MEMBERS_OWNER_DATABASE_URL  who migrates it, and loads it if it is empty
  GATEWAY_INDEX_WRITER_DATABASE_URL, GATEWAY_INDEX_READER_DATABASE_URL
                              the index of the audit log, by a role that inserts and one that reads
Other ports: MEMBERS_PORT and its sisters, WITNESS_PORT for the local witness.`,
    )
    .action(run);
};
