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
  /** What that URL is called by who may have to mend it. */
  readonly ownerName: string;
  /** What the part itself uses. */
  readonly serviceUrl: string;
  /** How its process learns of that, and of the URLs of its other roles. */
  readonly env: Readonly<Record<string, string>>;
  /** Drops it and makes it anew. Absent where the database is not ours. */
  readonly recreate?: () => Promise<void>;
}

export interface Databases {
  readonly of: ReadonlyMap<PartName, PartDatabase>;
  /** The embedded server, when any part uses it. */
  readonly server: EmbeddedServer | undefined;
}

/** The schemes by which a part takes its database. */
const IS_ADDRESS = /^(postgres|postgresql|socket):/;

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that names the database as a role of it sees it. */
const variable = ({ prefix }: Part, role: string): string => `${prefix}_${role.toUpperCase()}_DATABASE_URL`;

const given = (part: Part, env: Environment): PartDatabase | undefined => {
  const own = `${part.prefix}_DATABASE_URL`;
  const serviceUrl = env[own];
  const others = ['owner', ...part.roles].map((role) => variable(part, role)).filter((name) => env[name] !== undefined);
  if (serviceUrl === undefined && others.length > 0) {
    throw new CommandFailure(`${others.join(', ')} is set without ${own}: set that too, or none of them.`);
  }
  if (serviceUrl === undefined) return undefined;
  const urls = Object.fromEntries([own, ...others].map((name) => [name, env[name]!]));
  const wrong = Object.keys(urls).find((name) => !IS_ADDRESS.test(urls[name]!) || !URL.canParse(urls[name]!));
  if (wrong !== undefined) {
    throw new CommandFailure(
      `${wrong} is not the address of a PostgreSQL, e.g. postgres://user@host:5432/${part.name}.`,
    );
  }
  const owner = variable(part, 'owner');
  const { [owner]: ownerUrl = serviceUrl, ...ofProcess } = urls;
  return { part, serviceUrl, ownerUrl, ownerName: owner in urls ? owner : own, env: ofProcess };
};

const embedded = async (part: Part, server: EmbeddedServer): Promise<PartDatabase> => {
  const { name, roles } = part;
  const make = (): Promise<void> => createDatabase(server.url, name, roles);
  await make();
  const serviceUrl = server.url(name, name);
  const others = roles.map((role) => [variable(part, role), server.url(name, `${name}_${role}`)] as const);
  return {
    part,
    ownerUrl: server.url(name, `${name}_owner`),
    ownerName: `The embedded database ${name}`,
    serviceUrl,
    env: { [`${part.prefix}_DATABASE_URL`]: serviceUrl, ...Object.fromEntries(others) },
    recreate: async () => {
      await dropDatabase(server.url('postgres'), name);
      await make();
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
  const server = await startEmbedded({ dataDir }).catch((cause: Error) => {
    throw new CommandFailure(cause.message, undefined, { cause });
  });
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
