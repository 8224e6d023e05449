import {
  createDatabase,
  dropDatabase,
  reachableDataDir,
  startEmbedded,
  type EmbeddedServer,
} from '@agency-graph/postgres';
import { join } from 'node:path';
import { CommandFailure } from '../exit.js';
import type { Part, PartName } from './parts.js';

/** Where a part's data lies. */
export interface PartDatabase {
  readonly part: Part;
  /** Migrates and fills. */
  readonly ownerUrl: string;
  /** What the part itself uses. */
  readonly serviceUrl: string;
  /** Drops it and makes it anew. Absent where the database is not ours. */
  readonly recreate?: () => Promise<void>;
}

export interface Databases {
  readonly of: ReadonlyMap<PartName, PartDatabase>;
  /** The embedded server, when any part uses it. */
  readonly server: EmbeddedServer | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const given = (part: Part, env: Environment): PartDatabase | undefined => {
  const serviceUrl = env[`${part.prefix}_DATABASE_URL`];
  const ownerUrl = env[`${part.prefix}_OWNER_DATABASE_URL`];
  if (serviceUrl === undefined && ownerUrl !== undefined) {
    throw new CommandFailure(
      `${part.prefix}_OWNER_DATABASE_URL is set without ${part.prefix}_DATABASE_URL: set both, or neither.`,
    );
  }
  if (serviceUrl === undefined) return undefined;
  if (!URL.canParse(serviceUrl)) throw new CommandFailure(`${part.prefix}_DATABASE_URL is not a URL.`);
  return { part, serviceUrl, ownerUrl: ownerUrl ?? serviceUrl };
};

const embedded = async (part: Part, server: EmbeddedServer): Promise<PartDatabase> => {
  const { name } = part;
  await createDatabase(server.url, name);
  return {
    part,
    ownerUrl: server.url(name, `${name}_owner`),
    serviceUrl: server.url(name, name),
    recreate: async () => {
      await dropDatabase(server.url('postgres'), name);
      await createDatabase(server.url, name);
    },
  };
};

/** Finds each part's database: by its URL where the environment has one, else in the embedded server, started if need be. */
export const openDatabases = async (
  parts: readonly Part[],
  dataFolder: string,
  env: Environment,
  say: (line: string) => void,
): Promise<Databases> => {
  const byUrl = new Map(parts.map((part) => [part, given(part, env)]));
  const ours = parts.filter((part) => byUrl.get(part) === undefined);
  if (ours.length === 0) {
    return {
      of: new Map([...byUrl].map(([part, database]) => [part.name, database as PartDatabase])),
      server: undefined,
    };
  }
  const wanted = join(dataFolder, 'postgres');
  const dataDir = reachableDataDir(wanted);
  if (dataDir !== wanted) {
    say(
      `The database server runs as another user than root and cannot reach ${dataFolder}: its data lie in ${dataDir}.`,
    );
  }
  const server = await startEmbedded({ dataDir });
  try {
    const made = await Promise.all(
      parts.map(async (part) => [part.name, byUrl.get(part) ?? (await embedded(part, server))] as const),
    );
    return { of: new Map(made), server };
  } catch (error) {
    await server.stop();
    throw error;
  }
};
