import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { Malformed, formatVerifierKey, parseTrust, type VerifierKey } from '@agency-graph/ledger';
import type { Command } from 'commander';
import { CommandFailure, wrongUsage } from '../exit.js';
import { makeKeyFile, readKeyFile } from '../witness/key-file.js';
import { createWitness } from '../witness/server.js';
import { openWitnessState } from '../witness/state.js';

interface Options {
  readonly listen: string;
  readonly state: string;
  readonly key: string;
  readonly logs: string;
}

const AFTER = `
First, once:
  agency-graph witness-key witness.example/agency --key witness.key    prints the public key to give to others

Logs send checkpoints to POST /add-checkpoint (C2SP tlog-witness), and the certificates of a new day's key to
POST /add-certificate. What is co-signed is remembered in the state folder first: keep that folder, and never copy it
to a second witness of the same key. Where a log signs two histories of one size, its folder "forks" keeps both: what
was signed now (.note), and what was co-signed before (.cosigned).

Exit codes: 0 stopped by SIGINT or SIGTERM, 1 the address or the state cannot be used, 2 the command was called wrongly.`;

/** `agency-graph witness-key`: makes the key that a witness signs with. */
export const witnessKey = (program: Command): void => {
  program
    .command('witness-key')
    .description('Make the key of a witness, and print its public half.')
    .argument('<name>', 'its name, like a URL without scheme: witness.example/agency')
    .requiredOption('--key <file>', 'where to keep it; must not exist')
    .action((name: string, { key }: Pick<Options, 'key'>) => {
      process.stdout.write(`${makeKeyFile(key, name)}\n`);
    });
};

/** `agency-graph witness`: the program by which an agency watches that a log only grows. */
export const witness = (program: Command): void => {
  program
    .command('witness')
    .description('Run a witness: it co-signs checkpoints of logs that only grow, and never two histories.')
    .requiredOption('--listen <host:port>', 'address to listen at')
    .requiredOption('--state <folder>', 'what it remembers of each log')
    .requiredOption('--key <file>', 'its key, made by witness-key')
    .requiredOption('--logs <file>', 'public keys of the logs, or of the roots that certify them, one a line')
    .addHelpText('after', AFTER)
    .action(run);
};

async function run({ listen, state, key, logs }: Options): Promise<void> {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
  if (host === undefined || Number(port) > 65_535)
    throw wrongUsage('--listen is host:port, for instance 127.0.0.1:7000.');
  const signer = usable('--key', () => readKeyFile(key));
  const trusted = usable('--logs', () => keysIn(logs));
  const server = createWitness({
    signer,
    trusted,
    state: usable('--state', () => openWitnessState(state)),
    now: () => Math.floor(Date.now() / 1_000),
  });
  const stop = (): void => {
    server.close();
    server.closeIdleConnections();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  if (process.env['AGENCY_GRAPH_SUPERVISED'] === '1') process.once('disconnect', stop);
  server.listen(Number(port), host.replace(/^\[(.*)\]$/, '$1'));
  await once(server, 'listening').catch((error: Error) => {
    throw new CommandFailure(`cannot listen at ${listen}: ${error.message}`);
  });
  const { port: actual } = server.address() as AddressInfo;
  process.stdout.write(`${formatVerifierKey(signer.key)}\nlistening at http://${host}:${actual}\n`);
  await once(server, 'close');
}

function keysIn(path: string): readonly VerifierKey[] {
  const { keys } = parseTrust(readFileSync(path, 'utf8'), undefined);
  if (keys.length === 0) throw wrongUsage(`${path} names no log.`);
  return keys;
}

function usable<T>(option: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    if (error instanceof Malformed) throw wrongUsage(`${option}: ${error.message}`);
    throw new CommandFailure(`${option}: ${(error as Error).message}`);
  }
}
