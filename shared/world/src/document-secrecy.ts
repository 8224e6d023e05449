import type { Compartment, DocumentRecord, Secrecy } from './records.js';
import type { Draw } from './draw.js';
import type { Ground } from './ground.js';
import type { Standing } from './standing-organisations.js';
import { addYears, dateText, NOW_DAY } from './days.js';
import { caseLevel } from './document-layout.js';
import { DOC_SLOT } from './document-slots.js';
import { choose, weighted } from './weighted.js';

const SECRECY = weighted<Secrecy>([
  ['UNCLASSIFIED', 820],
  ['CONFIDENTIAL', 140],
  ['SECRET', 35],
  ['TOP_SECRET', 5],
]);
/** Years for which a level holds, from the day it was set (state-secrets law, art. 19). */
const PROTECTION: Readonly<Record<Secrecy, number>> = { UNCLASSIFIED: 0, CONFIDENTIAL: 10, SECRET: 20, TOP_SECRET: 30 };
const SHORTENED = 100_000;
const COMPARTMENTS: readonly Compartment[] = ['NHAN_SU', 'KIEM_TRA', 'DOI_NGOAI', 'AN_NINH', 'TAI_CHINH'];

type Mark = Pick<DocumentRecord, 'secrecy' | 'compartments' | 'secrecySetOn' | 'secrecyUntil'>;
const OPEN_MARK: Mark = { secrecy: 'UNCLASSIFIED', compartments: [], secrecySetOn: null, secrecyUntil: null };

/** The level of a document, what it is compartmented by, since when and until when. */
export function secrecyAt(
  ground: Ground,
  index: number,
  draw: Draw,
  issuer: Standing,
  type: string,
  rank: number,
  day: number,
): Mark {
  if (issuer.kind === 'INSPECTION_COMMISSION' && type === 'QUYET_DINH') {
    return markFrom(caseLevel(rank), ['KIEM_TRA'], day);
  }
  const { expiring, raised } = ground.volumes;
  const special = ground.documents.specialPlace(index);
  if (special !== undefined) return specialMark(special, expiring, raised, day);
  const level = choose(SECRECY, draw.u32(DOC_SLOT.secrecy));
  if (level === 'UNCLASSIFIED') return OPEN_MARK;
  const mark = markFrom(level, compartmentsOf(draw, issuer, level), day);
  if (!draw.happens(DOC_SLOT.shortened, SHORTENED)) return mark;
  // Activity secrets state a shorter period; it may not end near the clock, where exactly the expiring ones do.
  const until = day + 365 + (draw.u32(DOC_SLOT.shortened) % 1800);
  return { ...mark, secrecyUntil: dateText(Math.abs(until - NOW_DAY) <= 31 ? until + 70 : until) };
}

/** The first places end soon, the next were raised and the last lowered in the last fifteen days. */
function specialMark(special: number, expiring: number, raised: number, day: number): Mark {
  if (special < expiring) return expiringMark(special, expiring, day);
  const turn = special - expiring;
  const setOn = recent(turn, day);
  if (turn < raised - 1) return markFrom(turn % 2 === 0 ? 'SECRET' : 'CONFIDENTIAL', [], setOn);
  if (turn % 2 === 0) return markFrom('CONFIDENTIAL', [], setOn);
  return { ...OPEN_MARK, secrecySetOn: dateText(setOn), secrecyUntil: dateText(setOn) };
}

/** Ends within thirty days of the clock, before or after it. */
function expiringMark(turn: number, expiring: number, day: number): Mark {
  const wanted = NOW_DAY - 30 + Math.floor((61 * turn) / expiring);
  const until = wanted > day ? wanted : NOW_DAY + 1 + (turn % 30);
  return { ...markFrom(turn % 4 === 3 ? 'SECRET' : 'CONFIDENTIAL', [], day), secrecyUntil: dateText(until) };
}

/** A day of the last fifteen, not before the document's own. */
function recent(turn: number, day: number): number {
  return Math.max(NOW_DAY - 1 - (turn % 14), Math.min(day, NOW_DAY));
}

function markFrom(secrecy: Secrecy, compartments: readonly Compartment[], setOn: number): Mark {
  if (secrecy === 'UNCLASSIFIED') return OPEN_MARK;
  const until = addYears(setOn, PROTECTION[secrecy]);
  return { secrecy, compartments, secrecySetOn: dateText(setOn), secrecyUntil: dateText(until) };
}

function compartmentsOf(draw: Draw, issuer: Standing, level: Secrecy): readonly Compartment[] {
  const own = issuer.functions.includes('ORG_WORK')
    ? 0
    : issuer.functions.includes('INSPECTION')
      ? 1
      : draw.below(DOC_SLOT.compartments, 5);
  const lot = draw.u32(DOC_SLOT.compartments) % 100;
  if (lot >= (level === 'CONFIDENTIAL' ? 40 : 80)) return OPEN_MARK.compartments;
  const one = COMPARTMENTS[own]!;
  return level === 'TOP_SECRET' ? [one, COMPARTMENTS[(own + 2) % 5]!] : [one];
}
