import { createHash } from 'node:crypto';
import type { RowCondition } from '@agency-graph/contract';
import type { GraphQLSchema } from 'graphql';
import type { CacheCounts } from '../cache-counts.js';
import { dayOf } from '../clock.js';
import type { Caller, CallerFacts, HeldAgreement } from '../identity/caller.js';
import type { Operation } from '../operation/operation.js';
import type { CountedCalls } from '../volume/volume.js';
import { scopeOf } from './decide.js';
import { without, type AccessRules, type Scope } from './scope.js';
import { refuseUnseenNames } from './named-fields.js';
import { narrow } from './narrow.js';
import type {
  AskedOperation,
  Narrowed,
  AskedFacts,
  PermittedFacts,
  PermittedOperation,
} from './permitted-operation.js';
import type { Shape } from './shape.js';

/** Narrowed operations that are remembered at once, of one set of rules, and what they may take in bytes as reckoned. */
const MOST_KEPT = 2_000;
const MOST_BYTES = 30 * 1024 * 1024;
/** What one takes with all that is compiled of it, for each field of its shape, and for each character of text. */
const BYTES_PER_FIELD = 2_500;
const BYTES_PER_CHARACTER = 2;

interface Kept {
  /** Null where it is another for each member. */
  readonly narrowed: Narrowed | null;
  readonly bytes: number;
}

/** What was narrowed under one set of rules. */
interface Remembered {
  readonly byKey: Map<string, Kept>;
  bytes: number;
  /** A `@policy` may look at all that is known of the caller, and at the time. */
  readonly asksPolicies: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** Stands for whichever member asks; no id has this character. */
const ANY_MEMBER = '\0';

/** With its rules it is forgotten. */
const remembered = new WeakMap<AccessRules, Remembered>();

/** Of all sets of rules together. */
export const permitCounts: CacheCounts = { hits: 0, misses: 0 };

/**
 * What remains of an operation for a caller, as `narrow` says, and remembered. It depends on the rules, the operation's
 * text, which inputs its variables set, and the caller: of these the key has everything but who exactly it is, which
 * token they showed and the time of day, on which no decision stands; and which member it is, where a row condition names
 * them. A new fact about callers enters the key by itself.
 * Variables that were made up name nothing.
 */
export function permit(
  operation: Operation,
  scope: Scope<Caller>,
  schema: GraphQLSchema,
  madeUp: ReadonlySet<string> = NONE,
): AskedOperation {
  refuseUnseenNames(operation, scope, schema, madeUp);
  return remaining(NONE, operation, scope, schema) as AskedOperation;
}

/** What remains of an operation without the fields of which the caller has had as much as they may. */
export function permitWithout({ asked, spent }: CountedCalls): PermittedOperation {
  const facts: PermittedFacts = spent.size === 0 ? asked : remaining(spent, asked.operation, asked.scope, asked.schema);
  return facts as PermittedOperation;
}

function remaining(
  spent: ReadonlySet<string>,
  operation: Operation,
  scope: Scope<Caller>,
  schema: GraphQLSchema,
): AskedFacts {
  const { caller, rules } = scope;
  const known = rememberedUnder(rules);
  const narrowFor = (by: Scope): Narrowed => narrow(operation, spent.size === 0 ? by : without(by, spent), schema);
  const { memberId } = caller;
  // Rows that were opened in an emergency may be the caller's own: then the two conditions are one, which is not so of others.
  const anyMember: CallerFacts | null =
    memberId === null || caller.emergency !== null || known.asksPolicies ? null : { ...caller, memberId: ANY_MEMBER };
  const whose = known.asksPolicies ? textOf(caller) : callerKey(anyMember ?? caller);
  const less = [...spent].toSorted().join();
  const key = `${operation.hash} ${operation.name ?? ''} ${valuesKey(operation)} ${less} ${whose}`;
  const own = anyMember === null ? key : `${key} ${memberId}`;
  const isKnown = (known.byKey.get(key)?.narrowed ?? known.byKey.get(own)?.narrowed ?? null) !== null;
  permitCounts[isKnown ? 'hits' : 'misses'] += 1;
  const ofAll = anyMember === null ? null : recall(known, key, () => unlessOwn(narrowFor(scopeOf(rules, anyMember))));
  return { ...(ofAll ?? recall(known, own, () => narrowFor(scope))), operation, caller, scope, schema };
}

/** What was narrowed for any member, where it is the same for each: a member is looked at by row conditions alone. */
function unlessOwn(narrowed: Narrowed): Narrowed | null {
  const permits = [...narrowed.keys.values(), ...narrowed.granted.values()];
  const conditions = permits.flatMap((one) => (one.kind === 'when' ? [one.condition] : []));
  const all = [...conditions, ...narrowed.rows.values(), ...narrowed.conditional.values()];
  return all.some(namesAnyMember) ? null : narrowed;
}

const namesAnyMember = (one: RowCondition): boolean =>
  one.kind === 'any' || one.kind === 'all'
    ? one.of.some(namesAnyMember)
    : one.kind === 'ids' && one.ids.includes(ANY_MEMBER);

/** What is remembered under a key, or is made now. */
function recall<T extends Narrowed | null>(known: Remembered, key: string, make: () => T): T {
  let kept = known.byKey.get(key);
  if (kept === undefined) {
    const narrowed = make();
    kept = { narrowed, bytes: bytesOf(key, narrowed) };
    known.bytes += kept.bytes;
  }
  known.byKey.delete(key);
  // Inserted anew, so that the first key is always the least recently used one.
  known.byKey.set(key, kept);
  for (const [oldest, { bytes }] of known.byKey) {
    if (oldest === key || (known.bytes <= MOST_BYTES && known.byKey.size <= MOST_KEPT)) break;
    known.byKey.delete(oldest);
    known.bytes -= bytes;
  }
  return kept.narrowed as T;
}

const bytesOf = (key: string, narrowed: Narrowed | null): number =>
  narrowed === null
    ? key.length * BYTES_PER_CHARACTER
    : (key.length + narrowed.text.length) * BYTES_PER_CHARACTER + fieldsIn(narrowed.shape) * BYTES_PER_FIELD;

const fieldsIn = ({ entries }: Shape): number =>
  entries.reduce((sum, { field }) => sum + 1 + (field.selection === null ? 0 : fieldsIn(field.selection)), 0);

function rememberedUnder(rules: AccessRules): Remembered {
  let known = remembered.get(rules);
  if (known === undefined) {
    const asksPolicies = [...rules.requirements.values()].flat().some(({ kind }) => kind === 'policy');
    remembered.set(rules, (known = { byKey: new Map(), bytes: 0, asksPolicies }));
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
function callerKey(caller: CallerFacts): string {
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
