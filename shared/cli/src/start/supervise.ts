import { join } from 'node:path';
import { makeDataFolder } from '../checkout.js';
import { CommandFailure } from '../exit.js';
import { createProgressBoard } from '../progress.js';
import { openDatabases, type Databases, type PartDatabase } from './databases.js';
import { ensureDevelopmentKeys } from './development-keys.js';
import { environmentOf, needsOf, portsOf, type RunSettings } from './environment.js';
import { prepareLocalWitness } from './local-witness.js';
import { PARTS, type Part, type PartName } from './parts.js';
import { inspect, loadAll } from './prepare-database.js';
import { createRunningParts, type PartRun, type RunningParts } from './run-parts.js';
import { Interrupted, listenForStop, type Stopping } from './stopping.js';

export interface StartOptions {
  /** One part alone, or all. */
  readonly only: PartName | undefined;
  readonly port: number | undefined;
  readonly size: string | undefined;
  readonly seed: string;
  readonly fresh: boolean;
  readonly data: string;
  /** RFC 3339, or `now`. */
  readonly clock: string;
  /** For the gateway. */
  readonly args: readonly string[];
  readonly say: (line: string) => void;
  /** Called once all can serve. */
  readonly ready: (settings: RunSettings) => void | Promise<void>;
}

/** Loading takes the longest in this order. */
const LONGEST_FIRST: readonly PartName[] = ['members', 'documents', 'organisations', 'tasks', 'gateway'];

const partsOf = (only: PartName | undefined): readonly Part[] =>
  only === undefined ? LONGEST_FIRST.map((name) => PARTS[name]) : [PARTS[only]];

const prepare = async (
  databases: Databases,
  settings: RunSettings,
  options: StartOptions,
  stop: Stopping,
): Promise<void> => {
  const all = [...databases.of.values()];
  const work = await Promise.all(all.map((database) => inspect(database, options)));
  stop.check();
  const toLoad = all.filter((_, index) => work[index] === 'load');
  if (toLoad.length === 0) return;
  options.say('Loading the synthetic world, once.');
  const seedEnv = { AGENCY_GRAPH_KEYS: settings.keys };
  await loadAll(toLoad, {
    size: options.size,
    seed: options.seed,
    seedEnv,
    board: createProgressBoard(),
    signal: stop.signal,
  });
};

const runs = (
  parts: readonly Part[],
  databases: Databases,
  settings: RunSettings,
  args: readonly string[],
): readonly PartRun[] =>
  parts.map((part) => ({
    part,
    port: settings.ports.get(part.name) ?? part.port,
    args: part.name === 'gateway' ? args : [],
    env: environmentOf(part, databases.of.get(part.name) as PartDatabase, settings),
    needs: needsOf(part, settings),
  }));

const startAll = async (running: RunningParts, all: readonly PartRun[], stop: Stopping): Promise<void> => {
  const isGateway = ({ part }: PartRun): boolean => part.name === 'gateway';
  const interrupted = stop.asked.then(() => stop.check());
  // The gateway asks agencies from its first moment on, so they come first.
  await Promise.race([running.start(all.filter((run) => !isGateway(run))), interrupted]);
  await Promise.race([running.start(all.filter(isGateway)), interrupted]);
};

const serverLost = async (databases: Databases): Promise<never> => {
  const { server } = databases;
  if (server === undefined) return new Promise<never>(() => {});
  await server.lost;
  throw new CommandFailure(`The database server ended by itself. See ${server.logFile}.`);
};

const settingsOf = (options: StartOptions): RunSettings => {
  const dataFolder = makeDataFolder(options.data);
  const ports = new Map(portsOf(process.env));
  if (options.port !== undefined) ports.set(options.only ?? 'gateway', options.port);
  return { dataFolder, ports, keys: ensureDevelopmentKeys(dataFolder), policyClock: options.clock, witnesses: null };
};

/**
 * Runs the system, or one part of it, until a signal (returns) or until something in it fails (throws, with the
 * failed part's last lines). Whatever happens, everything it started is stopped, the database server last.
 */
export const supervise = async (options: StartOptions): Promise<void> => {
  const stop = listenForStop();
  const without = settingsOf(options);
  const parts = partsOf(options.only);
  // Witnesses that the environment names are other people's: then there is none to start.
  const isWatched = parts.some(({ name }) => name === 'gateway') && !process.env['AGENCY_GRAPH_WITNESSES'];
  const witness = isWatched ? await prepareLocalWitness(without, options.say) : null;
  const settings = { ...without, witnesses: witness?.policy ?? null };
  const running = createRunningParts(join(settings.dataFolder, 'logs'));
  let databases: Databases | undefined;
  try {
    databases = await openDatabases(parts, settings.dataFolder, process.env, options.say);
    stop.check();
    await prepare(databases, settings, options, stop);
    const needs = options.only && needsOf(PARTS[options.only], settings);
    if (needs) options.say(`Starting ${options.only}. ${needs}`);
    await startAll(running, runs(parts, databases, settings, options.args), stop);
    await witness?.start();
    await options.ready(settings);
    await Promise.race([stop.asked, running.crashed, serverLost(databases)]);
    options.say('Stopping.');
  } catch (error) {
    // A load or a start that the signal cut off fails in ways that say nothing.
    if (stop.signal.aborted && !(error instanceof Interrupted)) throw new Interrupted('Interrupted while starting.');
    throw error;
  } finally {
    await running.stop(stop.hurry);
    await witness?.stop();
    await databases?.server?.stop();
    stop.close();
  }
};
