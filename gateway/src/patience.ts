import { Refusal } from './refusals.js';

/** What bounds all that is done for one request. */
export interface Patience {
  /** When, by `performance.now()`, the request must be over. */
  readonly deadline: number;
  /** Aborted when the client leaves. */
  readonly gone: AbortSignal;
}

/** Nobody is asked with less time left than this. Milliseconds. */
export const LEAST_TIME = 50;

/** Whether it is too late to ask anybody for a request. */
export const isOver = ({ deadline, gone }: Patience): boolean =>
  gone.aborted || deadline - performance.now() < LEAST_TIME;

/** Why a request is refused for which it is too late. */
export const tooLate = ({ gone }: Patience): Refusal => new Refusal(gone.aborted ? 'CLIENT_GONE' : 'OVERLOADED');

/** Waits for something as long as somebody can still be asked afterwards; refuses the request then. */
export async function asLongAs<T>(patience: Patience, promise: Promise<T>): Promise<T> {
  const { deadline, gone } = patience;
  let timer: NodeJS.Timeout | undefined;
  let leave = (): void => {};
  const over = new Promise<never>((_, reject) => {
    leave = () => reject(tooLate(patience));
    if (isOver(patience)) return leave();
    // A timer that is set to no end goes off at once.
    if (Number.isFinite(deadline)) timer = setTimeout(leave, Math.ceil(deadline - LEAST_TIME - performance.now()));
    gone.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    gone.removeEventListener('abort', leave);
  }
}
