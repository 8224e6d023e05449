import type { Command } from 'commander';
import { DEFAULT_DATA } from './checkout.js';

/** The options that say who asks which gateway. */
export const askerOptions = (command: Command): Command =>
  command
    .option('--as <persona>', 'a persona of the demonstration, e.g. P4')
    .option('--token <token>', 'a token of your own, instead')
    .option('--purpose <code>', 'the purpose to declare, where the account has several')
    .option('--gateway <url>', 'the gateway to ask', process.env['AGENCY_GRAPH_GATEWAY'] ?? 'http://127.0.0.1:4000')
    .option('--data <dir>', 'the folder of the run whose gateway is asked', DEFAULT_DATA);
