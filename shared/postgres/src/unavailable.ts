import pg from 'pg';

/** What an error says; where each address of a host was tried in vain, what was said of each. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
};

/** A database cannot be asked at present: not reached, lost on the way, silent, full, or going down. `cause` is what was said. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  /** Of PostgreSQL or of Node. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super(`the database cannot be asked at present: ${wordsOf(cause)}`, { cause });
    const { code } = cause as { readonly code?: unknown };
    this.code = typeof code === 'string' ? code : undefined;
  }
}

/**
 * SQLSTATE (PostgreSQL, appendix A) of what passes: a lost connection, no resources, a shutdown, a standby that does not
 * write yet, others in the way, the time that a statement may take, a disk. Not of what is wrong with the statement: a
 * breach of protocol, a limit of its own.
 */
const NOT_NOW = /^(?:08(?!P01)|25006|40001|40P01|53(?!400)|55P03|57014|57P|58030)/;
/** The client's own words for a connection that it has lost, or on which no answer came; they have no code. */
const LOST =
  /^(?:Connection terminated|Client was closed|Client has encountered a connection error|Query read timeout)/;

/** What a failed statement is thrown as: `DatabaseUnavailable` where it may well succeed later, else as it is. */
export function thrownFor(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) return NOT_NOW.test(error.code ?? '') ? new DatabaseUnavailable(error) : error;
  return isLost(error) ? new DatabaseUnavailable(error) : error;
}

/** Whether it is not the server that failed a statement, but the connection to it: nothing that comes by it now can be relied on. */
export const isLost = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.some(isLost)
    : error instanceof Error &&
      !(error instanceof pg.DatabaseError) &&
      ('syscall' in error || (error as { code?: unknown }).code === 'EPIPE' || LOST.test(error.message));
