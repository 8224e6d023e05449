import { Refusal } from './refusals.js';

/** How old, in milliseconds, what is known of agreements and emergencies may be: bounds a revocation, on every gateway. */
const FRESH_FOR = 400;
/** And when it comes slowly, at most. */
const OLDEST = 900;
/** Readings after which it is given up. */
const MOST_READINGS = 3;

/**
 * Keeps what is read from a database as new as a decision may take it; call it before each use. One reading serves all
 * who wait. One that is old when it comes, because the database was slow or this process was held up, is made again;
 * where that goes on nothing is decided: rejects with `OVERLOADED`. `clock` is milliseconds that only go forward.
 */
export function keepFresh<Told extends readonly unknown[]>(
  read: (...told: Told) => Promise<void>,
  clock: () => number,
): (...told: Told) => Promise<void> {
  let readAt = -Infinity;
  let reading: Promise<void> | null = null;

  const readNow = async (...told: Told): Promise<void> => {
    const asked = clock();
    await read(...told);
    readAt = asked;
  };

  return async (...told) => {
    if (clock() - readAt < FRESH_FOR) return;
    for (let readings = 0; readings < MOST_READINGS; readings += 1) {
      reading ??= readNow(...told).finally(() => (reading = null));
      await reading;
      if (clock() - readAt <= OLDEST) return;
    }
    throw new Refusal('OVERLOADED');
  };
}
