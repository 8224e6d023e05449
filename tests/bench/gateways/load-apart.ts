import type { LoadedSupergraph } from '@agency-graph/gateway/steps';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Which graph a gateway serves: the field's own, the same with standard directives, or with labels. */
export type GraphKind = 'plain' | 'authenticated' | 'labelled';

/** Composes and loads a graph on a thread of its own, as the product does: what serves has no more of it in memory. */
export async function loadApart(kind: GraphKind): Promise<LoadedSupergraph> {
  const thread = new Worker(new URL('./load-thread.js', import.meta.url), { workerData: kind });
  const [loaded] = (await once(thread, 'message')) as [LoadedSupergraph];
  return loaded;
}
