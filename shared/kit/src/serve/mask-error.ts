import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/**
 * An error as the gateway may see it: the caller's own mistake by its argument's name, anything else as INTERNAL with a
 * trace id. SQL, values, stacks and hosts stay here; messages of databases are not logged either, since they quote rows.
 */
export function maskError(error: GraphQLError, traceId: string, log: Logger): GraphQLFormattedError {
  const path = error.path === undefined ? {} : { path: error.path };
  if (error.extensions['code'] === 'BAD_USER_INPUT') {
    return { message: error.message, ...path, extensions: { ...error.extensions, traceId } };
  }
  const argument = illTyped(error);
  if (argument !== undefined) {
    const message = `${argument.kind} "${argument.name}" is not what its type takes.`;
    return { message, ...path, extensions: { code: 'BAD_USER_INPUT', argument: argument.name, traceId } };
  }
  const cause = error.originalError ?? error;
  const frames = cause.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  log.error(
    { traceId, path: error.path, error: cause.name, code: (cause as { code?: unknown }).code, frames },
    'failed',
  );
  return { message: 'Internal error', ...path, extensions: { code: 'INTERNAL', traceId } };
}

/** graphql's own complaint about a value, which repeats the value: a variable's has no path, an argument's no cause. */
function illTyped({ message, path, originalError }: GraphQLError): { kind: string; name: string } | undefined {
  const [, kind, name] = /^(Variable|Argument) "(\$?\w+)"/.exec(message) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  const isOurs = kind === 'Variable' ? path === undefined : originalError === undefined;
  return isOurs ? { kind, name } : undefined;
}
