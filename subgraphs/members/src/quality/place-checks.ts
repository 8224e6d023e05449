import type { Check, Reference, Stored } from './check.js';
import type { PlaceVerdict } from './places-index.js';

const FIELDS = ['hometownRaw', 'permanentAddress'] as const;

const fieldsThatAre =
  (verdict: PlaceVerdict) =>
  (record: Stored, { places, today }: Reference): readonly string[] =>
    FIELDS.filter((field) => places.judge(record[field], today) === verdict);

/** Q15: names a unit that ended and has one successor, or a district. Q16: one that was split, so which is meant is unknown. */
export const PLACE_CHECKS: readonly Check[] = [
  { code: 'Q15', applies: () => true, failing: fieldsThatAre('ENDED') },
  { code: 'Q16', applies: () => true, failing: fieldsThatAre('AMBIGUOUS') },
];
