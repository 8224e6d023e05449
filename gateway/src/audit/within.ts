/** A timer this late, in milliseconds, tells that the process was busy, not the disk. */
const LATE = 50;

/** Rejects when the promise takes longer; a time in which this process itself was held up counts once more. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const from = performance.now();
    const onTime = (): void => reject(new Error('not durable in time'));
    timer = setTimeout(() => {
      // Timers come before what the writer has said.
      if (performance.now() - from > milliseconds + LATE) timer = setTimeout(onTime, milliseconds);
      else setImmediate(onTime);
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
