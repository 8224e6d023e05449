import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { hash } from 'node:crypto';
import type { PermittedOperation } from '../access/permitted-operation.js';
import type { CacheCounts } from '../cache-counts.js';
import type { Made } from '../made.js';
import { asLongAs, isOver, tooLate, type Patience } from '../patience.js';
import { NotPlanned, Refusal } from '../refusals.js';
import { createTextCache } from '../text-cache.js';
import { compilePlan, type CompiledPlan, type PlanSchema } from './compile.js';

/** A permitted operation with what must be asked of whom, in order. */
export type Plan = Made<{ readonly permitted: PermittedOperation; readonly compiled: CompiledPlan }, 'Plan'>;

/** Plans narrowed texts away from the thread that serves requests. */
export interface Planning {
  /** Resolves when a text is planned at once; rejects with the cause where none ever will be. */
  ready(): Promise<void>;
  /**
   * `by` is who asks: everybody's texts come in turn. Rejects with a `Refusal` when it takes too long, too many wait, or it
   * is `abandoned` before its turn.
   */
  plan(text: string, by: string, abandoned?: AbortSignal): Promise<QueryPlan>;
  close(): Promise<void>;
}

/** Most that the plans of one generation may take, in bytes as reckoned. */
const CACHE_BYTES = 32 * 1024 * 1024;
/** What a compiled plan takes in memory, as measured, for each of its fetches and each field that these select. */
const TAKES = { fetch: 2_000, field: 1_500 } as const;

/** Most requests to agencies that one operation may take. */
const MAX_FETCHES = 100;
/** Refused texts that are remembered. */
const MOST_REFUSED = 1_000;

export interface Planner {
  /**
   * Takes a permitted operation only: what the caller may not read was cut before anything is planned. Refuses it once
   * its request has no time left, or nobody who waits for it: agencies are not asked then.
   */
  plan(permitted: PermittedOperation, patience: Patience): Promise<Plan>;
  /** Narrowed texts that plans are kept for, the last asked for first. */
  hottest(count: number): readonly string[];
  /** Plans such texts ahead once it can, those of another generation too, until `enough`; what does not plan here is left out. */
  warm(texts: readonly string[], enough: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Of all generations together. */
export const planCounts: CacheCounts = { hits: 0, misses: 0 };

/** A text that is being planned. */
interface UnderWay {
  readonly by: string;
  readonly planned: Promise<CompiledPlan>;
  /** How many wait for it. */
  waiting: number;
  /** Aborted once none does. */
  readonly abandoned: AbortController;
}

/**
 * A planner for one generation. Plans are kept by the narrowed text, never by the client's: two callers share a plan
 * exactly when they are permitted the same. What several ask for at once is planned once.
 */
export function createPlanner(schema: PlanSchema, planning: Planning): Planner {
  const kept = createTextCache<CompiledPlan>(CACHE_BYTES);
  const underWay = new Map<string, UnderWay>();
  /** Why texts are refused whoever asks, by their hash. */
  const refused = new Map<string, Error>();
  const nothing = compilePlan({ kind: 'QueryPlan' }, schema);

  const planAnew = async (text: string, by: string, abandoned: AbortSignal): Promise<CompiledPlan> => {
    const plan = await planning.plan(text, by, abandoned).catch((cause: unknown) => {
      throw cause instanceof NotPlanned ? remember(text, cause) : cause;
    });
    if (plan.node !== undefined && fetchesOf(plan.node) > MAX_FETCHES) throw remember(text, tooManyFetches());
    const compiled = compilePlan(plan, schema);
    // One that would take more than there is for all of them is kept alone: it is dear to plan.
    kept.set(text, compiled, Math.min(CACHE_BYTES, bytesOf(compiled) + text.length * 2));
    return compiled;
  };

  /** A text that was refused for what it is is not planned again. */
  const remember = (text: string, cause: Error): Error => {
    if (refused.size >= MOST_REFUSED) refused.clear();
    refused.set(hashOf(text), cause);
    return cause;
  };

  const begin = (text: string, by: string): UnderWay => {
    const abandoned = new AbortController();
    const planned = planAnew(text, by, abandoned.signal).finally(() => underWay.delete(text));
    const begun = { by, planned, waiting: 0, abandoned };
    underWay.set(text, begun);
    return begun;
  };

  /** Waits with whoever else does; a text that nobody waits for any more gives up its turn. */
  const waitFor = async (one: UnderWay, patience: Patience | null): Promise<CompiledPlan> => {
    one.waiting += 1;
    try {
      return await (patience === null ? one.planned : asLongAs(patience, one.planned));
    } finally {
      one.waiting -= 1;
      if (one.waiting === 0) one.abandoned.abort();
    }
  };

  const compiledFor = async (text: string, by: string, patience: Patience | null): Promise<CompiledPlan> => {
    const known = kept.get(text);
    planCounts[known === undefined ? 'misses' : 'hits'] += 1;
    if (known !== undefined) return known;
    const shared = underWay.get(text);
    if (shared === undefined) {
      const cause = refused.get(hashOf(text));
      if (cause !== undefined) throw cause;
      return waitFor(begin(text, by), patience);
    }
    const wasLeft = shared.abandoned.signal.aborted;
    try {
      return await waitFor(shared, patience);
    } catch (cause) {
      // Whoever asked first may have asked for too much else, or have left: that is no reason to refuse another.
      const isOthers = (shared.by !== by || wasLeft) && (patience === null || !isOver(patience));
      if (isOthers && cause instanceof Refusal && cause.code === 'OVERLOADED') return compiledFor(text, by, patience);
      throw cause;
    }
  };

  return {
    async plan(permitted, patience) {
      if (permitted.document === null) return { permitted, compiled: nothing } as Plan;
      const compiled = await compiledFor(permitted.text, permitted.caller.countedAs, patience);
      if (isOver(patience)) throw tooLate(patience);
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
        await Promise.race([compiledFor(text, '', null).catch(() => {}), end]);
      }
    },
    close: () => planning.close(),
  };
}

const hashOf = (text: string): string => hash('sha256', text, 'base64url');

const tooManyFetches = (): Refusal =>
  new Refusal('LIMIT_EXCEEDED', `The operation takes more than ${MAX_FETCHES} requests to agencies.`, {
    limit: 'fetches',
  });

/** What a compiled plan takes in memory, as reckoned. */
const bytesOf = ({ fetches, fields }: CompiledPlan): number => fetches * TAKES.fetch + fields * TAKES.field;

/** Requests to agencies that a plan may take, under all its conditions. */
function fetchesOf(node: PlanNode | SubscriptionNode): number {
  switch (node.kind) {
    case 'Fetch':
      return 1;
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Condition':
      return [node.ifClause, node.elseClause].reduce((sum, one) => sum + (one === undefined ? 0 : fetchesOf(one)), 0);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.reduce((sum, one) => sum + fetchesOf(one), 0);
    default:
      return 0;
  }
}
