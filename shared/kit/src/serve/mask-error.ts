import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/**
 * An error as the gateway may see it: the caller's own mistake by its argument's name, anything else as INTERNAL with a
 * trace id. SQL, values, stacks and hosts stay here; messages of databases are not logged either, since they quote rows.
 */
export function maskError(error: GraphQLError, traceId: string, log: Logger): GraphQLFormattedError {
  const path = error.path === undefined ? {} : { path: error.path };
  const variable = /^Variable "\$(\w+)"/.exec(error.message)?.[1];
  if (error.extensions['code'] === 'BAD_USER_INPUT') {
    return { message: error.message, ...path, extensions: { ...error.extensions, traceId } };
  }
  if (variable !== undefined && error.originalError === undefined && error.path === undefined) {
    const message = `Variable "$${variable}" is not what its type takes.`;
    return { message, extensions: { code: 'BAD_USER_INPUT', argument: variable, traceId } };
  }
  const cause = error.originalError ?? error;
  const frames = cause.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  log.error(
    { traceId, path: error.path, error: cause.name, code: (cause as { code?: unknown }).code, frames },
    'failed',
  );
  return { message: 'Internal error', ...path, extensions: { code: 'INTERNAL', traceId } };
}
