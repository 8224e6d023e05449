/** Generations that were replaced, until their last request has ended. */
export interface Leaving {
  /** `drained` resolves when the generation's last request has ended. */
  leave(drained: Promise<void>): void;
  /** Resolves when all of them are drained. */
  close(): Promise<void>;
}

/**
 * Calls `allGone` when every replaced generation is drained, not sooner: an older one that still answers may share clients
 * with a newer one that is drained already.
 */
export function createLeaving(allGone: () => void, failed: (error: unknown) => void): Leaving {
  const held = new Set<Promise<void>>();
  return {
    leave(drained) {
      const left = drained
        .catch(failed)
        .then(() => {
          held.delete(left);
          if (held.size === 0) allGone();
        })
        .catch(failed);
      held.add(left);
    },
    async close() {
      await Promise.all(held);
    },
  };
}
