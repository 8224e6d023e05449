import type { Patience } from '../patience.js';
import type { GraphQLSchema } from 'graphql';
import type { Explainer } from '../explain.js';
import type { Caller } from '../identity/caller.js';

/** For whom one of the gateway's own fields is answered, how long they wait, and what explains the rules of their request. */
export interface OwnContext {
  readonly caller: Caller;
  readonly request: Patience;
  readonly explainer: Explainer;
  /** What is served to them all. */
  readonly graph: GraphQLSchema;
  /** Response keys of mutations by which nothing was done, for the record: a client may not ask whether it was. */
  readonly undone: Set<string>;
}
