import type { PermittedOperation } from '../access/permitted-operation.js';

/** How refusals of fields are reported: the field's usual options, `authorization.directives.errors` of `supergraph.yaml`. */
export interface RefusalReport {
  /** Among the errors, in `extensions.authorizationErrors`, or not at all. */
  readonly response: 'errors' | 'extensions' | 'disabled';
  /** Tells the process's log which coordinates were refused. */
  readonly log: (permitted: PermittedOperation, trace: string) => void;
}

interface Told {
  readonly extensions: { readonly code: string };
}

/** Parts refusals of fields from other errors, and says where each of the two goes. */
export function placeRefusals<T extends Told>(
  all: readonly T[],
  response: RefusalReport['response'],
): { readonly errors: readonly T[]; readonly authorizationErrors: readonly T[] } {
  if (response === 'errors') return { errors: all, authorizationErrors: [] };
  const isRefusal = ({ extensions }: T): boolean => extensions.code === 'UNAUTHORIZED_FIELD_OR_TYPE';
  return {
    errors: all.filter((one) => !isRefusal(one)),
    authorizationErrors: response === 'extensions' ? all.filter(isRefusal) : [],
  };
}
