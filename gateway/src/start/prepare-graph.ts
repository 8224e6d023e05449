import { misfits, PolicyError, type Policy } from '@agency-graph/policy';
import { setTimeout as wait } from 'node:timers/promises';
import type { CedarPolicies } from '../access/cedar.js';
import { createGeneration, type Generation } from '../supergraph/generation.js';
import type { SpareThread } from '../supergraph/planner-thread.js';
import type { Clients, PreparedClients } from './clients.js';
import type { LoadedGraph } from './load-graph.js';

/** What decides beside the schema's labels. */
export interface Rules {
  readonly policy: Policy | null;
  readonly cedar: CedarPolicies;
}

/** A graph, its rules, and what both make together. */
export interface Served {
  readonly graph: LoadedGraph;
  readonly rules: Rules;
  readonly generation: Generation;
}

/** One that only has to be swapped in. */
export interface Prepared extends Served {
  readonly clients: PreparedClients;
}

/** What a graph is prepared with. */
export interface PrepareParts {
  readonly clients: Clients;
  /** Today by the policy clock: rules that have ended may name what has gone since. */
  readonly today: () => string;
}

/** How many of the operations asked for last are planned before a swap, and how long that may take. Milliseconds. */
const WARMED = { operations: 100, within: 400 } as const;

/** Opens and begins all that a graph under its rules takes; where that fails nothing is left open. */
export async function prepare(
  { clients, today }: PrepareParts,
  graph: LoadedGraph,
  rules: Rules,
  before: Served | null,
  spare: SpareThread | null,
): Promise<Prepared> {
  refuseMisfits(graph, rules.policy, today());
  const reached = clients.prepare(graph.subgraphs);
  let generation: Generation | null = null;
  try {
    generation = await generationOf(graph, rules, before, spare);
    await warm(generation, before?.generation ?? null);
    return { graph, rules, generation, clients: reached };
  } catch (error) {
    reached.discard();
    if (generation !== null && generation.planner !== before?.generation.planner) await generation.planner.close();
    throw error;
  }
}

/** No pair of a policy and a graph is served of which the one does not fit the other, at the start or later. */
export function refuseMisfits({ ground, loaded }: LoadedGraph, policy: Policy | null, day: string): void {
  const problems = policy === null ? [] : misfits(policy, { ...ground, labels: loaded.labels }, day);
  if (problems.length > 0) throw new PolicyError(problems, 'The policy does not fit the graph');
}

async function generationOf(
  graph: LoadedGraph,
  rules: Rules,
  before: Served | null,
  spare: SpareThread | null,
): Promise<Generation> {
  const { policy, cedar } = rules;
  const { loaded, gateway } = graph;
  if (before?.generation.version === loaded.version && before.graph.gateway.executor === gateway.executor) {
    const stay = before.rules.policy === policy && before.rules.cedar === cedar;
    return stay ? before.generation : before.generation.under(policy, cedar);
  }
  const demand = { ...gateway.demand, introspection: gateway.profile === 'production' ? 'closed' : 'open' } as const;
  const directives = gateway.authorization;
  return createGeneration(loaded, policy, gateway.executor, { directives, cedar, demand }, spare);
}

/** Plans what is asked for most, so that a swap does not make everybody wait for the planner at once; the first begins. */
async function warm(next: Generation, before: Generation | null): Promise<void> {
  if (next.planner === before?.planner) return;
  await next.planner.warm(before?.planner.hottest(WARMED.operations) ?? [], () => wait(WARMED.within));
}
