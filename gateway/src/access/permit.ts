import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { CacheCounts } from '../cache-counts.js';
import { dayOf } from '../clock.js';
import type { Caller, HeldAgreement } from '../identity/caller.js';
import type { Operation } from '../operation/operation.js';
import type { AccessRules, Scope } from './decide.js';
import { refuseUnseenNames } from './named-fields.js';
import { narrow, type PermittedFacts, type PermittedOperation } from './narrow.js';

/** Narrowed operations that are remembered at once, of one set of rules. */
const MOST_KEPT = 300;

/** What was narrowed under one set of rules. */
interface Remembered {
  readonly byKey: Map<string, PermittedFacts>;
  /** A `@policy` may look at all that is known of the caller, and at the time. */
  readonly asksPolicies: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** With its rules it is forgotten. */
const remembered = new WeakMap<AccessRules, Remembered>();

/** Of all sets of rules together. */
export const permitCounts: CacheCounts = { hits: 0, misses: 0 };

/**
 * What remains of an operation for a caller, as `narrow` says, and remembered. It depends on the rules, the operation's
 * text, which inputs its variables set, and the caller: of these the key has everything but who exactly it is, which
 * token they showed and the time of day, on which no decision stands. A new fact about callers enters the key by itself.
 * `scope` must be the caller's under these rules; variables that were made up name nothing.
 */
export function permit(
  operation: Operation,
  scope: Scope,
  caller: Caller,
  rules: AccessRules,
  schema: GraphQLSchema,
  madeUp: ReadonlySet<string> = NONE,
): PermittedOperation {
  refuseUnseenNames(operation, scope, schema, madeUp);
  const { byKey: known, asksPolicies } = rememberedUnder(rules);
  const whose = asksPolicies ? textOf(caller) : callerKey(caller);
  const key = `${operation.hash} ${operation.name ?? ''} ${valuesKey(operation)} ${whose}`;
  const before = known.get(key);
  permitCounts[before === undefined ? 'misses' : 'hits'] += 1;
  const narrowed = before ?? narrow(operation, scope, rules, schema);
  // Inserted anew, so that the first key is always the least recently used one.
  known.delete(key);
  known.set(key, narrowed);
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!);
  return { ...narrowed, operation } as PermittedOperation;
}

function rememberedUnder(rules: AccessRules): Remembered {
  let known = remembered.get(rules);
  if (known === undefined) {
    const asksPolicies = [...rules.requirements.values()].flat().some(({ kind }) => kind === 'policy');
    remembered.set(rules, (known = { byKey: new Map(), asksPolicies }));
  }
  return known;
}

/** Which inputs are set: names, lists, nulls and toggles as they are, texts and numbers as their kind. */
const valuesKey = ({ values }: Operation): string =>
  JSON.stringify(values, (_, value: unknown) => {
    if (typeof value === 'string') return 's';
    return typeof value === 'number' || typeof value === 'bigint' ? 'n' : value;
  });

/** The caller as decisions see them: of a token's claims only a `@policy` reads more than the scopes. */
function callerKey(caller: Caller): string {
  const alike = { accountId: '', countedAs: '', issuer: '', tokenId: '', claims: null };
  const endUser = caller.endUser !== null;
  const caseReference = caller.caseReference !== null;
  const agreements = caller.agreements.map(digestOf);
  const lapsed = caller.lapsed.map(digestOf);
  return textOf({ ...caller, ...alike, endUser, caseReference, agreements, lapsed, now: dayOf(caller.now) });
}

/** An agreement is read once and held by all of an organisation, with up to hundreds of coordinates: too many for each key. */
const digests = new WeakMap<HeldAgreement, string>();

function digestOf(agreement: HeldAgreement): string {
  let digest = digests.get(agreement);
  if (digest === undefined) {
    digest = createHash('sha256').update(textOf(agreement)).digest('base64url');
    digests.set(agreement, digest);
  }
  return digest;
}

const textOf = (value: object): string =>
  JSON.stringify(value, (_, one: unknown) => (one instanceof Set ? [...(one as Set<unknown>)] : one));
