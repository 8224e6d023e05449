import { GENERATOR_VERSION } from '@agency-graph/world';
import { grantRead, migrate, MigrationError, withClient, wordsOf } from '@agency-graph/postgres';
import { CommandFailure } from '../exit.js';
import type { ProgressBoard } from '../progress.js';
import type { PartDatabase } from './databases.js';
import { runSeed } from './seed-process.js';
import { contentsOf, markSeedBegun, markSeedEnded, type Contents } from './seed-state.js';

/** Size of the synthetic world that a database gets when none is asked for. */
export const DEFAULT_SIZE = 'small';

export interface Wanted {
  /** What `--size` said, if anything. */
  readonly size: string | undefined;
  /** Make the embedded databases anew whatever they hold. */
  readonly fresh: boolean;
}

export interface Preparation {
  /** What `--size` said, if anything. */
  readonly size: string | undefined;
  readonly seed: string;
  readonly seedEnv: Readonly<Record<string, string>>;
  readonly board: ProgressBoard;
  readonly signal: AbortSignal;
}

const FRESH = '\nIf the databases hold nothing but demonstration data, "start --fresh" makes them anew.';

/** What fails in that work is said of the database that it is done with: nobody else knows which of ten URLs is wrong. */
const saidOf = <T>(name: string, work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw cause instanceof CommandFailure
      ? cause
      : new CommandFailure(`${name}: ${wordsOf(cause)}.`, undefined, { cause });
  });

/** Takes every way to a database of one's own once: by a wrong one a part would only never get ready. */
const tryWays = async ({ ownerName, ownerUrl, env }: PartDatabase): Promise<void> => {
  for (const [name, url] of Object.entries({ ...env, [ownerName]: ownerUrl })) {
    await saidOf(
      name,
      withClient(url, async () => {}),
    );
  }
};

const mayCreate = (url: string): Promise<boolean> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(`select has_schema_privilege('public', 'create') as may`);
    return rows[0]?.may === true;
  });

const isMigrated = (url: string): Promise<boolean> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ is: boolean }>(`select to_regclass('schema_migration') is not null as is`);
    return rows[0]?.is === true;
  });

/** Brings the schema up to date; where we may not, it must be there already. */
const bringUpToDate = async ({ part, ownerUrl, serviceUrl, recreate }: PartDatabase): Promise<void> => {
  if (!(await mayCreate(ownerUrl))) {
    if (await isMigrated(ownerUrl)) return;
    throw new CommandFailure(
      `The role of ${part.prefix}_DATABASE_URL may not make tables. Set ${part.prefix}_OWNER_DATABASE_URL to a role that may.`,
    );
  }
  await migrate(ownerUrl, part.migrations).catch((error: unknown) => {
    if (!(error instanceof MigrationError)) throw error;
    throw new CommandFailure(`${error.message}${recreate === undefined ? '' : FRESH}`, undefined, { cause: error });
  });
  const service = decodeURIComponent(new URL(serviceUrl).username);
  if (serviceUrl !== ownerUrl && service !== '') await withClient(ownerUrl, (client) => grantRead(client, service));
};

/** Whether a database holds the world that is asked for; one of our own must be of this generator's making too. */
const isWanted = ({ state }: Contents & { kind: 'seeded' }, size: string | undefined, ours: boolean): boolean =>
  (size === undefined || state.size === size) && (!ours || state.generator === GENERATOR_VERSION);

const load = async (database: PartDatabase, preparation: Preparation): Promise<void> => {
  const { part, ownerUrl } = database;
  const progress = preparation.board.begin(part.name);
  const env = { ...preparation.seedEnv, [`${part.prefix}_OWNER_DATABASE_URL`]: ownerUrl };
  const { size = DEFAULT_SIZE, seed, signal } = preparation;
  await runSeed({ part, size, seed, env, progress, signal });
  if ((await contentsOf(ownerUrl)).kind !== 'seeded') {
    throw new CommandFailure(`Loading ${part.name} ended well but left no row in its table seed_state.`);
  }
  await markSeedEnded(ownerUrl);
  progress.finish();
};

const refuseToOverwrite = ({ part }: PartDatabase, contents: Contents, size: string | undefined): CommandFailure => {
  const why =
    contents.kind === 'half'
      ? 'a load of it began and did not end'
      : `it holds the world "${(contents as { state: { size: string } }).state.size}", not "${size}"`;
  return new CommandFailure(
    `${part.prefix}_DATABASE_URL: ${why}. Nothing is dropped in a database that is not ours. Empty it yourself ` +
      `("drop schema public cascade; create schema public") or name another, and start again.`,
  );
};

/** How a database must be treated before its part can start. */
export type Work = 'none' | 'load';

/**
 * Migrates a database and says whether it must be loaded; `load` does that, alone or two at a time. An embedded one
 * that is half loaded, or holds another size or an older generator's world, is made anew; data of one's own are left alone.
 */
export const inspect = async (database: PartDatabase, wanted: Wanted): Promise<Work> => {
  if (database.recreate === undefined) await tryWays(database);
  return saidOf(database.ownerName, bringAbout(database, wanted));
};

const bringAbout = async (database: PartDatabase, { size, fresh }: Wanted): Promise<Work> => {
  const before = await contentsOf(database.ownerUrl);
  const ours = database.recreate !== undefined;
  const outdated = before.kind === 'half' || (before.kind === 'seeded' && !isWanted(before, size, ours));
  if (outdated && database.recreate === undefined) throw refuseToOverwrite(database, before, size);
  const anew = database.recreate !== undefined && (outdated || fresh);
  if (anew) await database.recreate?.();
  const load = anew || before.kind === 'empty';
  if (load && (await mayCreate(database.ownerUrl))) await markSeedBegun(database.ownerUrl);
  await bringUpToDate(database);
  return load ? 'load' : 'none';
};

/** Loads the databases that need it, two at a time, the long ones first. */
export const loadAll = async (databases: readonly PartDatabase[], preparation: Preparation): Promise<void> => {
  const waiting = [...databases];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await saidOf(next.ownerName, load(next, preparation));
    }
  };
  try {
    await Promise.all([worker(), worker()]);
  } finally {
    waiting.length = 0;
    preparation.board.close();
  }
};
