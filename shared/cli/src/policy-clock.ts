import { InvalidArgumentError, Option } from 'commander';
import { WORLD_CLOCK } from './world.js';

const read = (text: string): string => {
  const isTime =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  if (text !== 'now' && !isTime) throw new InvalidArgumentError('Say now, or a time like 2026-03-15T09:00:00+07:00.');
  return text;
};

/** The policy clock of a command: unless it is told another, that of the gateway which `start` runs beside it. */
export const clockOption = (
  says = 'the policy clock that it is judged by: "now", as in production, or a time',
): Option => new Option('--clock <time>', says).env('POLICY_CLOCK').argParser(read).default(WORLD_CLOCK);

/** Vietnam's day of a policy clock, as the gateway has it. */
export const dayOf = (clock: string): string =>
  new Date((clock === 'now' ? Date.now() : Date.parse(clock)) + 7 * 3_600_000).toISOString().slice(0, 10);
