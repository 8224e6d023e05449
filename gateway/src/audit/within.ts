/** A timer this late, in milliseconds, tells that the process was held up, not the disk. */
const LATE = 50;

/**
 * Rejects when the disk was at work for so long and the promise still waits, by the disk's own clock: a time in which this
 * thread had too much else to do to hand over, or to hear what was taken, does not count. One in which the whole process was
 * held up counts once more.
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
