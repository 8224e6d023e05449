/** Runs one task again whenever it is asked for: one at a time, and whatever was asked meanwhile once more after. */
export interface Reloading {
  /** Resolves when a run that began after this moment has ended. */
  request(): Promise<void>;
  /** Resolves when nothing is under way; nothing begins after. */
  close(): Promise<void>;
}

/** `takeOver` deals with its own failures. */
export function createReloading(takeOver: () => Promise<void>): Reloading {
  let closed = false;
  let running: Promise<void> | null = null;
  /** The run after the one under way: everything asked for meanwhile. */
  let next: Promise<void> | null = null;

  const start = (): Promise<void> => {
    const mine = (closed ? Promise.resolve() : takeOver()).finally(() => {
      if (running === mine) running = null;
    });
    return (running = mine);
  };

  return {
    request() {
      if (running === null) return start();
      next ??= running.then(() => {
        next = null;
        return start();
      });
      return next;
    },
    async close() {
      closed = true;
      await next;
      await running;
    },
  };
}
