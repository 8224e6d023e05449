import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Command } from 'commander';
import { PARTS } from '../start/parts.js';

const runGateway = (args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...PARTS.gateway.node, PARTS.gateway.main, ...args], {
      env: { ...PARTS.gateway.env, ...process.env, AGENCY_GRAPH_SUPERVISED: '1' },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    // The terminal sends Ctrl-C to both of us; the gateway decides when it has drained.
    const wait = (): void => {};
    const passOn = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', passOn);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });

/** `agency-graph gateway`: the gateway as an operator runs it, configured by its own options and environment. */
export const gateway = (program: Command): void => {
  program
    .command('gateway')
    .description('The gateway alone, on what the environment and its options name; nothing is made or loaded for it.')
    .argument('[options...]', 'handed to the gateway: --supergraph, --profile, --port … ("gateway --help" lists them)')
    // The gateway has its own.
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: readonly string[]) => {
      process.exitCode = await runGateway(args);
    });
};
