import type { VolumeCaps } from '@agency-graph/policy';
import type { Permit } from '../access/decision.js';
import type { CallerFacts, HeldAgreement } from '../identity/caller.js';
import { rowsUnder } from '../rows-under.js';

/** What something is counted against: how many of it one bucket may have. */
export interface Meter {
  readonly bucket: string;
  readonly most: number;
}

/** The agreement whose caps hold for a field that is shown; null where the general ones do. */
export type Capping = HeldAgreement | null;

/**
 * Whose caps hold for each of the fields that are shown of a type's rows: the agreement's that it stands on. What stands
 * on none may be read in bulk under one that names it.
 */
export function cappings(
  type: string,
  shown: ReadonlyMap<string, Permit>,
  usable: readonly HeldAgreement[],
): readonly Capping[] {
  const inBulk = usable
    .filter(({ bulk }) => bulk)
    .toSorted((a, b) => rowsUnder(b, Infinity) - rowsUnder(a, Infinity) || (a.id < b.id ? -1 : 1));
  // A row of which nothing is given is a row.
  if (shown.size === 0) return [null];
  return [...shown].map(([coordinate, { basis }]): Capping => {
    if (basis.kind === 'agreement') return usable.find(({ id }) => id === basis.id) ?? null;
    const isKey = coordinate === `${type}.id`;
    return inBulk.find((one) => (isKey ? namesOf(one, type) : names(one, coordinate))) ?? null;
  });
}

/** Most rows of a type that one query may show: the fewest that any of its fields allows; `Infinity` where nothing says so. */
export function rowsAQuery(type: string, fields: readonly Capping[], caps: VolumeCaps): number {
  const general = caps.aQuery.get(type) ?? Infinity;
  return Math.min(...fields.map((one) => (one === null ? general : rowsUnder(one, general))));
}

/** What the distinct rows of a type that are read in a day count against: all that any of its fields does. */
export function subjectsADay(
  type: string,
  caller: CallerFacts,
  fields: readonly Capping[],
  caps: VolumeCaps,
): readonly Meter[] {
  const general = caps.aDay.get(type);
  const isGeneral = fields.some((one) => one?.bulk !== true);
  return [
    ...(general === undefined || !isGeneral ? [] : [accountMeter(caller, type, general)]),
    ...agreedMeters(fields, caller, type, ({ maxSubjectsPerDay }) => maxSubjectsPerDay),
  ];
}

/**
 * What calls of a field count against, in an hour; `agreements` are those that they stand on. An agreement's calls are those
 * of all fields together: its duty says how many calls there may be, not how many of each.
 */
export function callsAnHour(
  coordinate: string,
  caller: CallerFacts,
  agreements: readonly HeldAgreement[],
  caps: VolumeCaps,
): readonly Meter[] {
  const general = caps.callsAnHour.get(coordinate);
  return [
    ...(general === undefined ? [] : [accountMeter(caller, coordinate, general)]),
    ...agreedMeters(agreements, caller, 'calls', ({ callsPerHour }) => callsPerHour),
  ];
}

/** What each call of a field, as one subject, counts against in a day. */
export const callsADay = (
  coordinate: string,
  caller: CallerFacts,
  agreements: readonly HeldAgreement[],
): readonly Meter[] => agreedMeters(agreements, caller, coordinate, ({ maxSubjectsPerDay }) => maxSubjectsPerDay);

const names = ({ coordinates }: HeldAgreement, coordinate: string): boolean =>
  coordinates.has(coordinate) || coordinates.has(coordinate.split('.')[0] ?? '');

const namesOf = ({ coordinates }: HeldAgreement, type: string): boolean =>
  coordinates.has(type) || [...coordinates].some((one) => one.startsWith(`${type}.`));

const accountMeter = ({ accountId }: CallerFacts, what: string, most: number): Meter => ({
  bucket: `account ${accountId} ${what}`,
  most,
});

/** An agreement's caps are its assignee's, whichever of their accounts reads; each agreement counts once. */
const agreedMeters = (
  agreements: readonly Capping[],
  { organisation }: CallerFacts,
  what: string,
  capOf: (agreement: HeldAgreement) => number | null,
): readonly Meter[] =>
  [...new Set(agreements)].flatMap((one) => {
    const most = one === null ? null : capOf(one);
    return most === null ? [] : [{ bucket: `agreement ${one!.id} ${organisation.id} ${what}`, most }];
  });
