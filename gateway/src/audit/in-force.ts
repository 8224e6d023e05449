import type { Batch } from './batch.js';
import type { DecidedUnder } from './context.js';

/** What the log says is in force. */
export interface InForce {
  /**
   * A change of what is in force stands before the first record that was decided under it. A request that still runs under
   * what was in force before changes nothing: its context says so.
   */
  change(batch: Batch, versions: DecidedUnder): void;
  /** To be called when the batch is appended: its changes count from now on. */
  commit(batch: Batch): void;
}

export function createInForce(): InForce {
  let inForce: DecidedUnder | null = null;
  const staged = new WeakMap<Batch, DecidedUnder>();
  return {
    change(batch, versions) {
      if (inForce !== null && versions.generation < inForce.generation) return;
      if (inForce?.policy !== versions.policy)
        batch.add('policy_change', { from: inForce?.policy ?? null, to: versions.policy });
      if (inForce?.supergraph !== versions.supergraph)
        batch.add('schema_change', { from: inForce?.supergraph ?? null, to: versions.supergraph });
      staged.set(batch, versions);
    },
    commit(batch) {
      inForce = staged.get(batch) ?? inForce;
    },
  };
}
