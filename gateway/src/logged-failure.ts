/** A failure as the log of the process has it. */
export interface LoggedFailure {
  readonly name: string;
  /** Of Node, PostgreSQL and the like. */
  readonly code?: string;
  readonly message: string;
  /** Where in our code, without the message. */
  readonly stack?: readonly string[];
}

/** Characters of a message, and frames of a stack, that are kept. */
const MOST = { message: 500, frames: 12 } as const;

/** What stands in quotation marks, or in one that is never closed; an apostrophe within a word is none. */
const QUOTED = /"[^"]*(?:"|$)|(?<!\w)'[^']*(?:'|$)|`[^`]*(?:`|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)/g;
const LONG_NUMBER = /\d[\d.\s-]{2,}\d/g;
const ADDRESS = /\S+@\S+/g;

/**
 * What may be logged of a failure (duty D4: variables and literals are in no log). Messages of libraries repeat values
 * that they choke on, so quoted parts, longer numbers and mail addresses are left out; the trace id finds the rest.
 */
export function loggedFailure(error: unknown): LoggedFailure {
  if (!(error instanceof Error)) return { name: typeof error, message: redacted(String(error)) };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(typeof code === 'string' && /^\w{1,40}$/.test(code) ? { code } : {}),
    message: redacted(error.message),
    ...(frames.length === 0 ? {} : { stack: frames.slice(0, MOST.frames).map((line) => line.trim()) }),
  };
}

const redacted = (text: string): string =>
  text.slice(0, MOST.message).replaceAll(QUOTED, '…').replaceAll(ADDRESS, '…').replaceAll(LONG_NUMBER, '…');
