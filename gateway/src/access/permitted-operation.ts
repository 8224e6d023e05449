import type { RowCondition } from '@agency-graph/contract';
import type { PolicyInForce } from '@agency-graph/policy';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Caller, HeldAgreement } from '../identity/caller.js';
import type { Made } from '../made.js';
import type { Operation } from '../operation/operation.js';
import type { Permit } from './decision.js';
import type { Scope } from './scope.js';
import type { Refused, Shape, Toggle } from './shape.js';

/** A field that was asked for and is not given, whatever the row. */
export interface FieldRefusal extends Refused {
  /** Response keys, `@` for a list level. */
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly steward: string | null;
  /** Toggles under which it was asked for. */
  readonly toggles: readonly Toggle[];
}

/** What remains of an operation, and what was decided on the way: for all callers of a kind alike. */
export interface Narrowed {
  /** The rules of its day that it was decided by: the whole request is held to these. */
  readonly policy: PolicyInForce;
  /** The agreements that the caller may use. */
  readonly agreements: readonly HeldAgreement[];
  /** The narrowed text, with hidden row fields added; null when nothing is left to fetch. */
  readonly document: DocumentNode | null;
  readonly text: string;
  readonly shape: Shape;
  readonly refusals: readonly FieldRefusal[];
  /** What a dry run would have refused, and serves. */
  readonly unenforced: readonly FieldRefusal[];
  /** Row condition of every type that the operation reaches and of which each row is judged. */
  readonly rows: ReadonlyMap<string, RowCondition>;
  /** Of each of those types, what its key is given on: it goes with whatever is read of a row. */
  readonly keys: ReadonlyMap<string, Permit>;
  /** Of each of those types that has a row label, the row fields that hold organisations' paths. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  /** Of each field that is permitted on some rows only, on which. */
  readonly conditional: ReadonlyMap<string, RowCondition>;
  /** Coordinates permitted, of fields and of filters that an agreement names, each with the rule and the basis that its permit stands on. */
  readonly granted: ReadonlyMap<string, Permit>;
}

/** What remains of one request's operation, and whose it is. */
export interface PermittedFacts extends Narrowed {
  readonly caller: Caller;
  readonly operation: Operation;
}

/** With what it was decided under: what must be cut besides is decided under the same. */
export interface AskedFacts extends PermittedFacts {
  readonly scope: Scope<Caller>;
  readonly schema: GraphQLSchema;
}

/** What an operation asks within the rules, while nobody has counted yet whether it asks too often. Made by `permit`. */
export type AskedOperation = Made<AskedFacts, 'AskedOperation'>;

/** What may be planned: its calls were counted, and those that were too many are cut as well. Made by `permitWithout`. */
export type PermittedOperation = Made<PermittedFacts, 'PermittedOperation'>;
