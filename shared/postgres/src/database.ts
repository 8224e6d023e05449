import pg from 'pg';

const duplicate = (error: unknown): boolean =>
  // duplicate_object, duplicate_database, unique_violation: two processes made the same thing at once.
  error instanceof pg.DatabaseError && ['42710', '42P04', '23505'].includes(error.code ?? '');

const unlessDuplicate = async (made: Promise<unknown>): Promise<void> => {
  await made.catch((error: unknown) => {
    if (!duplicate(error)) throw error;
  });
};

/** Runs with one connection to that URL, closed afterwards. */
export const withClient = async <T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> => {
  // Without one the driver takes whichever database the machine's own settings lead to.
  if (!url) throw new TypeError('No database is named: the URL is empty.');
  const client = new pg.Client({ connectionString: url, application_name: 'agency-graph' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
};

/** A role that may log in and nothing more. */
export const ensureRole = async (admin: pg.ClientBase, name: string): Promise<void> => {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [name]);
  if (rowCount) return;
  const role = pg.escapeIdentifier(name);
  await unlessDuplicate(admin.query(`create role ${role} login nosuperuser nocreatedb nocreaterole noreplication`));
};

/**
 * Lets the service role read what the owner has made and will make, and nothing else; writes are granted by the
 * migrations, one by one. Runs as the owner, after the migrations where the database is not ours to make.
 */
export const grantRead = async (owner: pg.ClientBase, service: string): Promise<void> => {
  const role = pg.escapeIdentifier(service);
  await owner.query(`
    grant usage on schema public to ${role};
    grant select on all tables in schema public to ${role};
    alter default privileges in schema public grant select on tables to ${role}`);
};

const collation = async (admin: pg.ClientBase): Promise<string> => {
  const { rows } = await admin.query<{ server_version_num: string }>('show server_version_num');
  return Number(rows[0]?.server_version_num) >= 170_000
    ? `locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`
    : `locale 'C'`;
};

/**
 * One agency's database with its two roles: `<name>_owner` for migrations and seeding, `<name>` for the service,
 * which may only read; and `<name>_<role>` for each of `others`, which may nothing but what a migration grants it. Sorts
 * by code point. `urlOf` names the server as a superuser sees it.
 */
export const createDatabase = async (
  urlOf: (database: string, user?: string) => string,
  name: string,
  others: readonly string[] = [],
): Promise<void> => {
  const owner = `${name}_owner`;
  const users = [name, ...others.map((role) => `${name}_${role}`)];
  const database = pg.escapeIdentifier(name);
  await withClient(urlOf('postgres'), async (admin) => {
    await ensureRole(admin, owner);
    for (const user of users) await ensureRole(admin, user);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) {
      const made = `create database ${database} owner ${pg.escapeIdentifier(owner)} template template0 encoding 'UTF8'`;
      await unlessDuplicate(admin.query(`${made} ${await collation(admin)}`));
    }
    await admin.query(`revoke all on database ${database} from public`);
    for (const user of users)
      await admin.query(`grant connect on database ${database} to ${pg.escapeIdentifier(user)}`);
  });
  await withClient(urlOf(name), async (admin) => {
    await admin.query(
      `alter schema public owner to ${pg.escapeIdentifier(owner)}; revoke all on schema public from public`,
    );
  });
  await withClient(urlOf(name, owner), (client) => grantRead(client, name));
};

/** Drops the database with all in it, whoever is connected. */
export const dropDatabase = async (adminUrl: string, name: string): Promise<void> => {
  await withClient(adminUrl, (admin) =>
    admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  );
};
