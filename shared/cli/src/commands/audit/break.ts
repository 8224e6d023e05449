import { Option, type Command } from 'commander';
import { loginOf } from '../../ask-gateway.js';
import { loginOptions } from '../../asker-options.js';
import { DEFAULT_DATA, makeDataFolder } from '../../checkout.js';
import { clockOption } from '../../policy-clock.js';
import { environmentOf, portsOf } from '../../start/environment.js';
import { runGatewayProgram } from '../../start/gateway-program.js';
import { keysFolder } from '../../start/keys.js';
import { PARTS } from '../../start/parts.js';

interface Options {
  readonly log: string;
  readonly as?: string;
  readonly token?: string;
  readonly approvedBy?: string;
  readonly approvalToken?: string;
  readonly ground: string;
  readonly clock: string;
  readonly data: string;
}

const AFTER = `
A gateway does not start on a log that ends before what was published of it, be it that of accesses or that of what
auditors did: it says which. Where it cannot be restored, two persons may let it go on: what is lacking is taken from what
was published, a record of the log says who answers for that and on what ground, and the end of the log as it was found
stays in the folder "broken". What was sealed for those records is lost.

  agency-graph audit break --as P1 --approved-by P2 --ground "Incident 2026-07, disk of node 1"
  agency-graph audit break --log auditors --as P1 --approved-by P2 --ground "Incident 2026-07, disk of node 1"

Both must have a function in an organisation that answers for data, and the gateway must not run.`;

/** `agency-graph audit break`: a log that ends before what was published of it goes on, when two persons answer for it. */
export const breakLog = (audit: Command): void => {
  const command = audit
    .command('break')
    .description('Lets a log that lacks its end go on, recorded: one person asks, another approves.');
  loginOptions(
    command,
    new Option('--as <persona>', 'who asks: a persona of the demonstration'),
    new Option('--token <token>', 'or a token of their own').env('AGENCY_GRAPH_TOKEN'),
  );
  loginOptions(
    command,
    new Option('--approved-by <persona>', 'who approves: another persona'),
    new Option('--approval-token <token>', 'or a token of their own').env('AGENCY_GRAPH_APPROVAL_TOKEN'),
  );
  command
    .addOption(new Option('--log <log>', 'which log').choices(['accesses', 'auditors']).default('accesses'))
    .requiredOption('--ground <reference>', 'the ground; it stays in the log')
    .addOption(clockOption('the policy clock that accounts are judged by; in production "now"'))
    .option('--data <dir>', 'the folder of the run whose log it is', DEFAULT_DATA)
    .addHelpText('after', AFTER)
    .action(async ({ log, as, token, approvedBy, approvalToken, ground, clock, data }: Options) => {
      const asker = loginOf({ as, token, data });
      const approver = loginOf({ as: approvedBy, token: approvalToken, data });
      const dataFolder = makeDataFolder(data);
      const keys = process.env['AGENCY_GRAPH_KEYS'] ?? keysFolder(dataFolder);
      const run = { keys, dataFolder, ports: portsOf(process.env), witnesses: null };
      const said = await runGatewayProgram('break-log', [log, ground], dataFolder, (database) => ({
        ...environmentOf(PARTS.gateway, database, { ...run, policyClock: clock }),
        AUDIT_BREAK_ASKER: asker.token,
        AUDIT_BREAK_APPROVER: approver.token,
      }));
      process.stdout.write(said);
    });
};
