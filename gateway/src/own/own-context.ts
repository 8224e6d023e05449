import type { Explainer } from '../explain.js';
import type { Caller } from '../identity/caller.js';

/** For whom one of the gateway's own fields is answered, and what explains to them the rules of their own request. */
export interface OwnContext {
  readonly caller: Caller;
  readonly explainer: Explainer;
}
