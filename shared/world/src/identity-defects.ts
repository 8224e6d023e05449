import type { Draft } from './clean-member.js';
import type { Soiling } from './soil.js';
import { DEFECT_SLOT, soil } from './soil.js';
import { dateText, parseDay } from './days.js';

const MISSING = 42_200;
const NINE_DIGITS = 15_000;
const CONTRADICTION = 6_000;
const NEW_YEAR = 20_000;
/** Of birthdays that stay a date when day and month change places (36 % of all): 0.7 % of all. */
const SWAP = 19_800;
const OFFICIAL = 5_300;
const CEREMONY = 10_000;
const ADULT_DAYS = 6_580;

/** Q06, Q07 and Q10 exclude one another; a record of a pair keeps the number that makes the pair. */
export function dirtyIdentity(draft: Draft, soiling: Soiling): void {
  const { draw, role, who } = soiling;
  if (role !== undefined) {
    pairDefect(draft, soiling);
    return;
  }
  const lot = draw.below(DEFECT_SLOT.identity, 1_000_000);
  const how = draw.u32(DEFECT_SLOT.identityHow);
  if (lot < MISSING) soil(draft, soiling, 'Q06', 'nationalId', null);
  else if (lot < MISSING + NINE_DIGITS) {
    soil(draft, soiling, 'Q07', 'nationalId', who.nationalId.slice(0, 3) + who.nationalId.slice(6));
  } else if (lot < MISSING + NINE_DIGITS + CONTRADICTION) {
    soil(
      draft,
      soiling,
      'Q10',
      'nationalId',
      how % 2 === 0 ? otherSex(who.nationalId) : otherYear(who.nationalId, how),
    );
  }
}

function pairDefect(draft: Draft, soiling: Soiling): void {
  const role = soiling.role!;
  const { note, who } = soiling;
  if (role.kind === 'Q09') {
    // Both records are one person's; the first is the one to keep.
    const kept = role.second ? role.otherId : draft.id;
    note?.({ recordId: draft.id, code: 'Q09', field: 'id', cleanValue: kept, dirtyValue: draft.id });
    return;
  }
  if (role.second) {
    soil(draft, soiling, 'Q08', 'nationalId', role.other.nationalId);
    // The other person's number seldom fits this one's sex and year: then the record has that defect as well.
    if (role.other.nationalId.slice(3, 6) !== who.nationalId.slice(3, 6)) {
      note?.({
        recordId: draft.id,
        code: 'Q10',
        field: 'nationalId',
        cleanValue: who.nationalId,
        dirtyValue: draft.nationalId,
      });
    }
  } else {
    note?.({
      recordId: draft.id,
      code: 'Q08',
      field: 'nationalId',
      cleanValue: draft.nationalId,
      dirtyValue: draft.nationalId,
    });
  }
}

function otherSex(id: string): string {
  return id.slice(0, 3) + String(Number(id[3]) ^ 1) + id.slice(4);
}

function otherYear(id: string, bits: number): string {
  const year = (Number(id.slice(4, 6)) + 1 + ((bits >>> 1) % 9)) % 100;
  return id.slice(0, 4) + String(year).padStart(2, '0') + id.slice(6);
}

/** Q11, else Q12. Pairs keep the birth date by which they are told from each other. */
export function dirtyBirth(draft: Draft, soiling: Soiling): void {
  const { draw, role, who } = soiling;
  if (role !== undefined) return;
  const clean = draft.dateOfBirth;
  if (draw.happens(DEFECT_SLOT.newYear, NEW_YEAR)) {
    soil(draft, soiling, 'Q11', 'dateOfBirth', `${clean.slice(0, 4)}-01-01`);
    return;
  }
  const month = clean.slice(5, 7);
  const day = clean.slice(8, 10);
  if (day > '12' || day === month || !draw.happens(DEFECT_SLOT.swap, SWAP)) return;
  const swapped = `${clean.slice(0, 4)}-${day}-${month}`;
  // Later in the year it might make an admission before eighteen of it, which is another defect.
  if (who.admitted - parseDay(swapped) >= ADULT_DAYS + 40) soil(draft, soiling, 'Q12', 'dateOfBirth', swapped);
}

/** Q13, else Q14. */
export function dirtyMembershipDates(draft: Draft, soiling: Soiling): void {
  const { draw, who } = soiling;
  const how = draw.u32(DEFECT_SLOT.officialHow);
  if (draft.officialDate !== null && draw.happens(DEFECT_SLOT.official, OFFICIAL)) {
    if (how % 5 === 0) soil(draft, soiling, 'Q13', 'admissionDate', dateText(who.born + 6_200 + ((how >>> 3) % 340)));
    else soil(draft, soiling, 'Q13', 'officialDate', dateText(who.admitted + 30 + ((how >>> 3) % 270)));
    return;
  }
  if (!draw.happens(DEFECT_SLOT.ceremony, CEREMONY)) return;
  const ceremony = who.admitted + 3 + (draw.u32(DEFECT_SLOT.ceremonyHow) % 27);
  soil(draft, soiling, 'Q14', 'admissionDate', dateText(ceremony));
}
