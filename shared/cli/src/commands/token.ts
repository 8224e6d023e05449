import { ZONES } from '@agency-graph/contract';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { DEFAULT_DATA } from '../checkout.js';
import { keysFolder } from '../start/keys.js';
import { findPersona, LONGEST_TTL, personaToken } from '../token/persona-token.js';
import { demonstrationWorld } from '../world.js';

const seconds = (text: string): number => {
  const [, amount, unit] = /^(\d+)(s|m)?$/.exec(text) ?? [];
  const value = Number(amount) * (unit === 'm' ? 60 : 1);
  if (!(value >= 1 && value <= LONGEST_TTL)) throw new InvalidArgumentError('Say 1s to 900s, or 1m to 15m.');
  return value;
};

interface Options {
  readonly purpose?: string;
  readonly zone?: string;
  readonly endUser?: string;
  readonly ttl?: number;
  readonly data: string;
}

const print = (wanted: string, { purpose, data, ...options }: Options): void => {
  const world = demonstrationWorld();
  const persona = findPersona(world.personas, wanted);
  // By keys that no run has made, no gateway would accept it.
  const token = personaToken(keysFolder(resolve(data)), world, persona, options, Date.now());
  const header = purpose ?? persona.defaultPurpose;
  process.stderr.write(`${persona.code} ${persona.name}: ${persona.says}\n`);
  if (header !== null) process.stderr.write(`Send with it:  Access-Purpose: ${header}\n`);
  process.stdout.write(`${token}\n`);
};

/** `agency-graph token`: a login of the demonstration. */
export const token = (program: Command): void => {
  program
    .command('token')
    .argument('<persona>', 'its code or name, e.g. P4 or commune-officer (see "agency-graph personas")')
    .description('A token from the local development issuer, alone on the last line of stdout.')
    .option('--purpose <code>', 'the purpose to tell, instead of the persona’s usual one')
    .addOption(new Option('--zone <zone>', 'the network it comes from').choices(ZONES))
    .option('--end-user <id>', 'for an application: the member or account it acts for')
    .option('--ttl <time>', 'how long it is good, at most 15m (default: 15m)', seconds)
    .option('--data <dir>', 'the folder of the run whose gateway shall accept it', DEFAULT_DATA)
    .addHelpText(
      'after',
      `
Example:
  curl -s http://127.0.0.1:4000/graphql -H 'content-type: application/json' \\
    -H "authorization: Bearer $(npx --no agency-graph token P4 | tail -n 1)" -d '{"query":"{ __typename }"}'`,
    )
    .action(print);
};
