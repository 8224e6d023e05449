import type { VolumeCaps } from '@agency-graph/policy';
import type { CallerFacts, HeldAgreement } from '../identity/caller.js';

/** What something is counted against: how many of it one bucket may have. */
export interface Meter {
  readonly bucket: string;
  readonly most: number;
}

/** Most rows of a type that one query may show; `Infinity` where nothing says so. */
export function rowsAQuery(type: string, caller: CallerFacts, caps: VolumeCaps): number {
  const naming = heldFor(caller).filter((one) => namesType(one, type));
  const general = caps.aQuery.get(type) ?? Infinity;
  const bulk = largest(naming.filter((one) => one.bulk).map((one) => one.maxRowsPerQuery ?? 0));
  // The widest of several agreements admits the row; whatever none of them names is counted by the general cap alone.
  const agreed = naming.length === 0 ? Infinity : largest(naming.map((one) => one.maxRowsPerQuery ?? Infinity))!;
  return bulk ?? Math.min(general, agreed);
}

/** What the distinct rows of a type that are read in a day count against. */
export function subjectsADay(type: string, caller: CallerFacts, caps: VolumeCaps): readonly Meter[] {
  const naming = heldFor(caller).filter((one) => namesType(one, type));
  const general = caps.aDay.get(type);
  const bulk = naming.filter((one) => one.bulk);
  const agreed = (bulk.length > 0 ? bulk : naming).flatMap((one): Meter[] =>
    one.maxSubjectsPerDay === null ? [] : [meterOf(one, caller, type, one.maxSubjectsPerDay)],
  );
  // Of several, the one that allows most: a caller chooses no agreement, the gateway does.
  const widest = agreed.toSorted((a, b) => b.most - a.most).slice(0, 1);
  return general === undefined || bulk.length > 0 ? widest : [accountMeter(caller, type, general), ...widest];
}

/** What calls of a field count against, in an hour; `agreement` is the one that they stand on. */
export function callsAnHour(
  coordinate: string,
  caller: CallerFacts,
  agreement: HeldAgreement | undefined,
  caps: VolumeCaps,
): readonly Meter[] {
  const general = caps.callsAnHour.get(coordinate);
  return [
    ...(general === undefined ? [] : [accountMeter(caller, coordinate, general)]),
    ...(agreement === undefined || agreement.callsPerHour === null
      ? []
      : [meterOf(agreement, caller, coordinate, agreement.callsPerHour)]),
  ];
}

/** What each call of a field, as one subject, counts against in a day. */
export const callsADay = (
  coordinate: string,
  caller: CallerFacts,
  agreement: HeldAgreement | undefined,
): readonly Meter[] =>
  agreement === undefined || agreement.maxSubjectsPerDay === null
    ? []
    : [meterOf(agreement, caller, coordinate, agreement.maxSubjectsPerDay)];

const heldFor = ({ agreements, purpose }: CallerFacts): readonly HeldAgreement[] =>
  agreements.filter(({ purposes }) => purpose !== null && purposes.has(purpose));

const namesType = ({ coordinates }: HeldAgreement, type: string): boolean =>
  coordinates.has(type) || [...coordinates].some((one) => one.startsWith(`${type}.`));

const accountMeter = ({ accountId }: CallerFacts, what: string, most: number): Meter => ({
  bucket: `account ${accountId} ${what}`,
  most,
});

/** An agreement's caps are its assignee's, whichever of their accounts reads. */
const meterOf = ({ id }: HeldAgreement, { organisation }: CallerFacts, what: string, most: number): Meter => ({
  bucket: `agreement ${id} ${organisation.id} ${what}`,
  most,
});

const largest = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : Math.max(...numbers);
