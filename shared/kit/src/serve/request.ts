import type { AgencyContext } from '@agency-graph/contract';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';

/** What a resolver gets as its context: one per admitted request, gone with it. */
export interface AgencyRequest<DB = unknown, Loaders = unknown> extends RequestBase<DB> {
  /** The loaders of this request, made by the subgraph's `loaders` function. */
  readonly loaders: Loaders;
}

/** An admitted request before it has its loaders: what the loaders are made from. */
export interface RequestBase<DB = unknown> extends RequestCore {
  /** The agency's database. Statements are counted and end with the request's deadline. */
  readonly db: Kysely<DB>;
  /** Makes the request's loaders anew: after a change they must not answer what they read before it. */
  forgetLoaded(): void;
}

/** What of a request does not depend on the agency's tables. */
export interface RequestCore extends WithAgency {
  /** The policy clock, RFC 3339. Rules and labels use it, never the wall clock and never SQL's `now()`. */
  readonly now: string;
  /** Rows that exist but that the row condition keeps back: told to the gateway, never to the client. */
  readonly withheld: Withheld;
  /** SQL statements so far. */
  readonly statements: Counter;
  readonly log: Logger;
  /** Seals and opens the cursors of this subgraph. */
  readonly cursors: CursorSealer;
}

export interface WithAgency {
  /** The signed context: who asks, for which organisation and purpose, and which rows may be seen. */
  readonly agency: AgencyContext;
}

export interface Counter {
  count: number;
}

export interface Withheld {
  add(type: string, id: string): void;
  /** Ids per type, each once, in the order in which they were met. */
  list(): Readonly<Record<string, readonly string[]>>;
}

/** What a cursor is bound to: it opens only for the same caller, field, filter and order. */
export interface CursorBinding {
  readonly sub: string;
  readonly field: string;
  readonly filter: string;
  readonly order: string;
}

export interface CursorSealer {
  seal(values: readonly (string | number)[], binding: CursorBinding): string;
  /** `undefined` for anything that this sealer did not seal with this binding. */
  open(cursor: string, binding: CursorBinding): readonly (string | number)[] | undefined;
}
