import { Option, type Command } from 'commander';
import { DEFAULT_DATA } from './checkout.js';
import { PARTS } from './start/parts.js';

/**
 * The two ways to say who somebody is. A token may come from the environment, for everybody on the machine can read a
 * command line; that one gives way to a persona that is named.
 */
export const loginOptions = (command: Command, persona: Option, token: Option): Command =>
  command
    .addOption(persona)
    .addOption(token)
    .hook('preAction', (called) => {
      const fromElsewhere = called.getOptionValueSource(token.attributeName()) === 'env';
      if (fromElsewhere && called.getOptionValue(persona.attributeName()) !== undefined)
        called.setOptionValue(token.attributeName(), undefined);
    });

/** The options that say who asks which gateway. */
export const askerOptions = (command: Command): Command =>
  loginOptions(
    command,
    new Option('--as <persona>', 'a persona of the demonstration, e.g. P4'),
    new Option('--token <token>', 'a token of your own, instead').env('AGENCY_GRAPH_TOKEN'),
  )
    .option('--purpose <code>', 'the purpose to declare, where the account has several')
    .addOption(
      new Option('--gateway <url>', 'the gateway to ask')
        .env('AGENCY_GRAPH_GATEWAY')
        // Where a start from this environment puts it.
        .default(`http://127.0.0.1:${process.env['GATEWAY_PORT'] || PARTS.gateway.port}`),
    )
    .option('--data <dir>', 'the folder of the run whose gateway is asked', DEFAULT_DATA);
