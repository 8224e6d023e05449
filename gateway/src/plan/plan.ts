import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { PermittedOperation } from '../access/narrow.js';
import type { Made } from '../made.js';
import { Refusal } from '../refusals.js';
import { compilePlan, type CompiledPlan, type PlanSchema } from './compile.js';

/** A permitted operation with what must be asked of whom, in order. */
export type Plan = Made<{ readonly permitted: PermittedOperation; readonly compiled: CompiledPlan }, 'Plan'>;

/** Plans one narrowed document; null when there is nothing to fetch. */
export type PlanQuery = (document: DocumentNode) => QueryPlan;

/** Plans kept per generation of the supergraph. */
const DEFAULT_CACHED_PLANS = 2_000;

/** Most requests to agencies that one operation may take. */
const MAX_FETCHES = 100;

export interface Planner {
  /** Takes a permitted operation only: what the caller may not read was cut before anything is planned. */
  plan(permitted: PermittedOperation): Plan;
}

/**
 * A planner for one generation. Plans are kept by the narrowed text, never by the client's: two callers share a plan
 * exactly when they are permitted the same.
 */
export function createPlanner(schema: PlanSchema, planQuery: PlanQuery, keep = DEFAULT_CACHED_PLANS): Planner {
  const cache = new Map<string, CompiledPlan>();
  const nothing = compilePlan({ kind: 'QueryPlan' }, schema);

  const compiledFor = (permitted: PermittedOperation): CompiledPlan => {
    if (permitted.document === null) return nothing;
    const known = cache.get(permitted.text);
    if (known !== undefined) {
      // Re-inserted, so that the first key is always the least recently used one.
      cache.delete(permitted.text);
      cache.set(permitted.text, known);
      return known;
    }
    const compiled = compilePlan(planQuery(permitted.document), schema);
    if (compiled.fetches > MAX_FETCHES) {
      throw new Refusal('LIMIT_EXCEEDED', `The operation takes more than ${MAX_FETCHES} requests to agencies.`, {
        limit: 'fetches',
      });
    }
    cache.set(permitted.text, compiled);
    if (cache.size > keep) cache.delete(cache.keys().next().value!);
    return compiled;
  };

  return { plan: (permitted) => ({ permitted, compiled: compiledFor(permitted) }) as Plan };
}
