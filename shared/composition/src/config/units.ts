const DURATIONS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const SIZES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `250ms`, `3s`, `5m` in milliseconds; undefined for anything else, a bare number too: a unit is never guessed. */
export const milliseconds = (text: string): number | undefined => quantity(text, DURATIONS);

/** `512B`, `64KiB`, `10MiB` in bytes; undefined for anything else. */
export const bytes = (text: string): number | undefined => quantity(text, SIZES);

const quantity = (text: string, units: Readonly<Record<string, number>>): number | undefined => {
  const [, amount, unit] = /^(\d{1,9})([A-Za-z]+)$/.exec(text) ?? [];
  const factor = unit !== undefined && Object.hasOwn(units, unit) ? units[unit] : undefined;
  return factor === undefined || Number(amount) === 0 ? undefined : Number(amount) * factor;
};
