import pg from 'pg';

/** A database cannot be asked at present: not reached, lost on the way, full, or going down. `cause` is what was said. */
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

/**
 * SQLSTATE (PostgreSQL, appendix A) of what passes: a lost connection, no resources, a shutdown, a standby that does not
 * write yet, others in the way, a disk. Not of what is wrong with the statement: a breach of protocol, a limit of its own.
 */
const NOT_NOW = /^(?:08(?!P01)|25006|40001|40P01|53(?!400)|55P03|57P|58030)/;
/** The client's own words for a connection that it has lost; they have no code. */
const LOST = /^(?:Connection terminated|Client was closed|Client has encountered a connection error)/;

/** What a failed statement is thrown as: `DatabaseUnavailable` where it may well succeed later, else as it is. */
export function thrownFor(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) return NOT_NOW.test(error.code ?? '') ? new DatabaseUnavailable(error) : error;
  const { code } = error as { readonly code?: unknown };
  const isLost = error instanceof Error && ('syscall' in error || code === 'EPIPE' || LOST.test(error.message));
  return isLost ? new DatabaseUnavailable(error) : error;
}
