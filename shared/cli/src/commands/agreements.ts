import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_DATA, makeDataFolder } from '../checkout.js';
import { clockOption } from '../policy-clock.js';
import { runGatewayProgram } from '../start/gateway-program.js';

interface Options {
  readonly data: string;
  readonly json?: true;
}

interface PublishOptions extends Options {
  readonly clock: string;
}

/** A version of an agreement, as the gateway's program lists it. */
interface Listed {
  readonly id: string;
  readonly version: number;
  readonly steward: string;
  readonly assignees: readonly string[];
  readonly coordinates: readonly string[];
  readonly purposes: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  readonly status: string;
}

/** `agency-graph agreements`: what a steward shares with whom; every gateway follows within a second. */
export const agreements = (program: Command): void => {
  const command = program
    .command('agreements')
    .description('Sharing agreements of stewards: publish a version, revoke one, list them all.');
  const subcommand = (usage: string, says: string): Command =>
    command
      .command(usage)
      .description(says)
      .option('--data <dir>', 'the folder of the run whose database it is', DEFAULT_DATA);

  subcommand('publish <file>', 'Holds the agreement of a file against graph and policy, and puts it in force.')
    .addOption(clockOption())
    .action(async (file: string, { data, clock }: PublishOptions) => {
      process.stdout.write(await run(data, ['publish', resolve(file)], { POLICY_CLOCK: clock }));
    });
  subcommand('revoke <id>', 'Ends every version of an agreement at once.').action(
    async (id: string, { data }: Options) => void process.stdout.write(await run(data, ['revoke', id])),
  );
  subcommand('list', 'Every version of every agreement.')
    .option('--json', 'whole, one a line')
    .action(async ({ data, json }: Options) => {
      const lines = await run(data, ['list']);
      process.stdout.write(
        json === true ? lines : lines.replaceAll(/^\{.*\}$/gm, (line) => inWords(JSON.parse(line) as Listed)),
      );
    });
};

const inWords = (one: Listed): string =>
  [
    `${one.id} version ${one.version}, ${one.status}, ${one.validFrom} to ${one.validTo}`,
    `  ${one.steward} to ${one.assignees.join(', ')} for ${one.purposes.join(', ')}`,
    `  ${one.coordinates.join(' ')}`,
  ].join('\n');

const run = (
  data: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> => runGatewayProgram('agreements', args, makeDataFolder(data), () => environment);
