/** A failure in words of the kit's own, which quote no row, no answer and no secret: the log may have them. */
export class OwnWords extends Error {
  override readonly name = 'OwnWords';
}

/** A failure as the log may have it: databases and parsers quote in their messages, so of others' errors only names and codes. */
export interface LoggedFailure {
  readonly error: string;
  readonly code?: string;
  /** Code of what it comes from, or its name where it has none. */
  readonly cause?: string;
  readonly problem?: string;
}

/** What may be logged of a failure. */
export function loggedFailure(error: unknown): LoggedFailure {
  if (!(error instanceof Error)) return { error: typeof error };
  const [code, cause] = [codeOf(error), error.cause];
  return {
    error: error.name,
    ...(code !== undefined && { code }),
    ...(cause instanceof Error && { cause: codeOf(cause) ?? cause.name }),
    ...(error instanceof OwnWords && { problem: error.message }),
  };
}

const codeOf = ({ code }: Error & { readonly code?: unknown }): string | undefined =>
  typeof code === 'string' ? code : undefined;
