import type { QueryPlan } from '@apollo/query-planner';
import type { PermittedOperation } from '../access/narrow.js';
import type { CacheCounts } from '../cache-counts.js';
import type { Made } from '../made.js';
import { Refusal } from '../refusals.js';
import { compilePlan, type CompiledPlan, type PlanSchema } from './compile.js';

/** A permitted operation with what must be asked of whom, in order. */
export type Plan = Made<{ readonly permitted: PermittedOperation; readonly compiled: CompiledPlan }, 'Plan'>;

/** Plans narrowed texts away from the thread that serves requests. */
export interface Planning {
  /** Resolves when a text is planned at once; rejects with the cause where none ever will be. */
  ready(): Promise<void>;
  /** `by` is who asks: everybody's texts come in turn. Rejects with a `Refusal` when it takes too long, or too many wait. */
  plan(text: string, by: string): Promise<PlannedQuery>;
  close(): Promise<void>;
}

export interface PlannedQuery {
  readonly plan: QueryPlan;
  /** Length of the plan as JSON, by which its size in memory is reckoned. */
  readonly size: number;
}

/** Most that the plans of one generation may take, in bytes as reckoned. */
const CACHE_BYTES = 30 * 1024 * 1024;
/** What a compiled plan takes for each byte of its JSON. */
const BYTES_PER_BYTE = 4;

/** Most requests to agencies that one operation may take. */
const MAX_FETCHES = 100;

export interface Planner {
  /** Takes a permitted operation only: what the caller may not read was cut before anything is planned. */
  plan(permitted: PermittedOperation, by: string): Promise<Plan>;
  /** Narrowed texts that plans are kept for, the last asked for first. */
  hottest(count: number): readonly string[];
  /** Plans such texts ahead once it can, those of another generation too, until `enough`; what does not plan here is left out. */
  warm(texts: readonly string[], enough: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Of all generations together. */
export const planCounts: CacheCounts = { hits: 0, misses: 0 };

interface Kept {
  readonly compiled: CompiledPlan;
  readonly bytes: number;
}

/**
 * A planner for one generation. Plans are kept by the narrowed text, never by the client's: two callers share a plan
 * exactly when they are permitted the same. What several ask for at once is planned once.
 */
export function createPlanner(schema: PlanSchema, planning: Planning, most = CACHE_BYTES): Planner {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, { readonly by: string; readonly planned: Promise<CompiledPlan> }>();
  const nothing = compilePlan({ kind: 'QueryPlan' }, schema);
  let bytes = 0;

  const keep = (text: string, one: Kept): void => {
    kept.set(text, one);
    bytes += one.bytes;
    for (const [oldest, { bytes: freed }] of kept) {
      if (bytes <= most || oldest === text) break;
      kept.delete(oldest);
      bytes -= freed;
    }
  };

  const planAnew = async (text: string, by: string): Promise<CompiledPlan> => {
    const { plan, size } = await planning.plan(text, by);
    const compiled = compilePlan(plan, schema);
    if (compiled.fetches > MAX_FETCHES) {
      throw new Refusal('LIMIT_EXCEEDED', `The operation takes more than ${MAX_FETCHES} requests to agencies.`, {
        limit: 'fetches',
      });
    }
    keep(text, { compiled, bytes: size * BYTES_PER_BYTE + text.length * 2 });
    return compiled;
  };

  const compiledFor = (text: string, by: string): Promise<CompiledPlan> | CompiledPlan => {
    const known = kept.get(text);
    planCounts[known === undefined ? 'misses' : 'hits'] += 1;
    if (known !== undefined) {
      // Re-inserted, so that the first key is always the least recently used one.
      kept.delete(text);
      kept.set(text, known);
      return known.compiled;
    }
    const shared = underWay.get(text);
    if (shared === undefined) {
      const planned = planAnew(text, by).finally(() => underWay.delete(text));
      underWay.set(text, { by, planned });
      return planned;
    }
    if (shared.by === by) return shared.planned;
    // Whoever asked first may have asked for too much else; that is no reason to refuse another.
    return shared.planned.catch((cause: unknown) => {
      if (cause instanceof Refusal && cause.code === 'OVERLOADED') return compiledFor(text, by);
      throw cause;
    });
  };

  return {
    async plan(permitted, by) {
      const compiled = permitted.document === null ? nothing : await compiledFor(permitted.text, by);
      return { permitted, compiled } as Plan;
    },
    hottest: (count) => [...kept.keys()].slice(-count).toReversed(),
    async warm(texts, enough) {
      await planning.ready();
      let over = false;
      const end = enough().then(() => {
        over = true;
      });
      for (const text of texts) {
        if (over) break;
        await Promise.race([Promise.resolve(compiledFor(text, '')).catch(() => {}), end]);
      }
    },
    close: () => planning.close(),
  };
}
