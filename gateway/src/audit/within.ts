/** A timer this late, in milliseconds, tells that the process was held up, not the disk. */
const LATE = 50;

/**
 * Rejects when what a promise waits for has been with the disk for so long; `withDisk` says for how many milliseconds it has.
 * A time in which this process itself was held up counts once more; one in which its thread had too much else to do to hand
 * over what the disk should take, or to hear that it did, does not count.
 */
export async function within<T>(milliseconds: number, promise: Promise<T>, withDisk: () => number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let heldUp = false;
  const late = new Promise<never>((_, reject) => {
    const wait = (time: number): void => {
      const due = performance.now() + time;
      timer = setTimeout(() => {
        const isLate = !heldUp && performance.now() > due + LATE;
        heldUp ||= isLate;
        const left = isLate ? milliseconds : milliseconds - withDisk();
        if (left > 0) wait(Math.ceil(left));
        else reject(new Error('not durable in time'));
      }, time);
    };
    wait(milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
