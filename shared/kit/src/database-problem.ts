import { databaseVariable, type SubgraphConfig } from './config.js';
import { OwnWords } from './logged-failure.js';

/** An agency's database, as whoever starts its subgraph named it. */
export type AgencyDatabase = Pick<SubgraphConfig, 'name' | 'databaseUrl'>;

/**
 * What is wrong with a database, and what to do about it: in names of variable, database, role and table, and without what
 * databases quote of rows and URLs hold of secrets.
 */
export function databaseProblem(error: unknown, { name, databaseUrl }: AgencyDatabase): string {
  const variable = databaseVariable(name);
  if (error instanceof OwnWords) return `${variable}: ${error.message}`;
  const { database, role } = namesIn(databaseUrl);
  return `${variable}, ${database} as ${role}: ${wrongWith(error, database, role)}`;
}

function wrongWith(error: unknown, database: string, role: string): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const table = tableIn(String(message));
  switch (code) {
    case '42P01':
      return `${table} is not there: apply the migrations as the owner, or name the database that has them`;
    case '42501':
      return (
        `${role} may not do what is needed with ${table}: as the owner grant it; 000-org-register.sql grants what the ` +
        'copy needs to the role that has the owner’s name without "_owner"'
      );
    case '3D000':
      return `${database} is not on that server: make it, or name another`;
    case '28000':
    case '28P01':
      return `the server does not let ${role} in: make the role, or name another, with its password`;
    default:
      return isOfServer(error)
        ? 'a statement fails there by the code told here; it is onChange’s where it is not the kit’s own'
        : 'the server does not answer, or not now: is it running, and are host and port right?';
  }
}

/** PostgreSQL names a table or the like in its messages for these two mistakes, and no value. */
function tableIn(message: string): string {
  const [, kind = 'table', name] = /^(?:relation|permission denied for (\w+)) "?([\w.]+)"?/.exec(message) ?? [];
  return name === undefined ? 'a table' : `${kind} "${name}"`;
}

/** Whether the server said so of a statement; its errors have a severity, those of a connection have none. */
const isOfServer = (error: unknown): boolean => error instanceof Error && 'severity' in error;

function namesIn(url: string): { readonly database: string; readonly role: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const quoted = (what: string, name: string | undefined): string => (name ? `${what} "${name}"` : `its ${what}`);
  return { database: quoted('database', databaseOf(parsed)), role: quoted('role', parsed?.username) };
}

/** Nothing where it may be part of a password: one with an unescaped "/" is read as a port and a path, without a role. */
function databaseOf(url: URL | undefined): string | undefined {
  if (url?.protocol === 'socket:') return nameAlone(url.searchParams.get('db') ?? '');
  return url?.username ? nameAlone(url.pathname.slice(1)) : undefined;
}

const nameAlone = (name: string): string | undefined => (/^[\w%.-]+$/.test(name) ? name : undefined);
