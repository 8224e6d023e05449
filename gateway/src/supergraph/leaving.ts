/** What is left behind once nobody is there any more, beside whatever happens meanwhile. */
export interface Leaving {
  /** `drained` resolves when the last has gone. */
  leave(drained: Promise<void>): void;
  /** Resolves when nothing that was left has anybody there. */
  close(): Promise<void>;
}

/**
 * Calls `allGone` when everything that was left is empty: not before, for what stands longest may share what it uses with
 * what came after it and is empty already.
 */
export function createLeaving(allGone: () => void, failed: (error: unknown) => void): Leaving {
  const held = new Set<Promise<void>>();
  return {
    leave(drained) {
      const left = drained.catch(failed).then(() => {
        held.delete(left);
        if (held.size === 0) allGone();
      });
      held.add(left);
    },
    async close() {
      await Promise.all(held);
    },
  };
}
