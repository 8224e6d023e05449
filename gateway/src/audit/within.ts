/** A timer this late, in milliseconds, tells that the process was held up, not the disk. */
const LATE = 50;

/**
 * Rejects once the disk has been at work for so long and the promise still waits. Time in which this thread was too busy to
 * hand over, or to hear the answer, does not count; where the timer itself fires late, because the whole process was held
 * up, the wait begins anew, once.
 */
export async function within<T>(milliseconds: number, promise: Promise<T>, diskTime: () => number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let from = diskTime();
  let heldUp = false;
  const late = new Promise<never>((_, reject) => {
    const wait = (time: number): void => {
      const due = performance.now() + time;
      timer = setTimeout(() => {
        if (!heldUp && performance.now() > due + LATE) {
          heldUp = true;
          from = diskTime();
        }
        const left = Math.ceil(from + milliseconds - diskTime());
        if (left > 0) wait(left);
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
