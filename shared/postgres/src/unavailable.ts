import pg from 'pg';

/** A database cannot be asked at present: not reached, lost on the way, full, or too slow. `cause` is what was said. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  /** Of PostgreSQL or of Node. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super(`the database cannot be asked at present: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    const { code } = cause as { readonly code?: unknown };
    this.code = typeof code === 'string' ? code : undefined;
  }
}

/** SQLSTATE classes: connection exception, insufficient resources, operator intervention (a shutdown, a time limit). */
const NOT_NOW = /^(?:08|53|57)/;
/** The client's own words for a connection that it has lost; they have no code. */
const LOST = /^(?:Connection terminated|Client was closed|Client has encountered a connection error)/;

/** What a failed statement is thrown as: `DatabaseUnavailable` where it may well succeed later, else as it is. */
export function thrownFor(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) return NOT_NOW.test(error.code ?? '') ? new DatabaseUnavailable(error) : error;
  const isLost = error instanceof Error && ('syscall' in error || LOST.test(error.message));
  return isLost ? new DatabaseUnavailable(error) : error;
}
