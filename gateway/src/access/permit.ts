import type { GraphQLSchema } from 'graphql';
import type { Caller } from '../identity/caller.js';
import type { Operation } from '../operation/operation.js';
import type { AccessRules, Scope } from './decide.js';
import { narrow, type PermittedFacts, type PermittedOperation } from './narrow.js';

/** Narrowed operations of one generation, remembered. */
export interface Permits {
  /** As `narrow` says; `scope` must be the caller's under the generation's rules. */
  narrow(operation: Operation, scope: Scope, caller: Caller): PermittedOperation;
}

/** Narrowed operations that are remembered at once. */
const MOST_KEPT = 300;

/**
 * Remembers what remained of an operation for a caller. What is narrowed depends on the rules, the operation's text,
 * which inputs its variables set, and the caller: of these the key has everything but who exactly it is, which token
 * they showed and the time of day, on which no decision stands. A new fact about callers enters the key by itself.
 */
export function createPermits(rules: AccessRules, schema: GraphQLSchema): Permits {
  const known = new Map<string, PermittedFacts>();
  // A `@policy` may look at all that is known of the caller, and at the time.
  const keyOf = rules.requirements.size > 0 ? (caller: Caller) => textOf(caller) : callerKey;
  return {
    narrow(operation, scope, caller) {
      const key = `${operation.hash} ${operation.name ?? ''} ${valuesKey(operation)} ${keyOf(caller)}`;
      let narrowed = known.get(key);
      if (narrowed === undefined) narrowed = narrow(operation, scope, rules, schema);
      // Inserted anew, so that the first key is always the least recently used one.
      else known.delete(key);
      known.set(key, narrowed);
      if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
      return { ...narrowed, operation } as PermittedOperation;
    },
  };
}

/** Which inputs are set: names, lists, nulls and toggles as they are, texts and numbers as their kind. */
const valuesKey = ({ values }: Operation): string =>
  JSON.stringify(values, (_, value: unknown) => {
    if (typeof value === 'string') return 's';
    return typeof value === 'number' || typeof value === 'bigint' ? 'n' : value;
  });

/** The caller as decisions see them. */
function callerKey(caller: Caller): string {
  const alike = { accountId: '', issuer: '', tokenId: '' };
  const endUser = caller.endUser !== null;
  const caseReference = caller.caseReference !== null;
  return textOf({ ...caller, ...alike, endUser, caseReference, now: caller.now.slice(0, 10) });
}

const textOf = (value: object): string =>
  JSON.stringify(value, (_, one: unknown) => (one instanceof Set ? [...(one as Set<unknown>)] : one));
