import type { GraphQLSchema } from 'graphql';
import type { CallerView } from '../http/write-answer.js';
import type { CallerSchemas } from './caller-schemas.js';
import type { Scope } from './scope.js';
import { refusalWords } from './refusal-words.js';

/** What the rules let a caller know of themselves: their schema, and why a field is refused to them. */
export function callerView(schemas: CallerSchemas, scope: Scope): CallerView {
  let readable: GraphQLSchema | null = null;
  return {
    introspected: () => (readable ??= schemas.readable(scope)),
    refusalIn: (language) => refusalWords(scope, language),
  };
}
