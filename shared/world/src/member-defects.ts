import type { Draft } from './clean-member.js';
import type { Draw } from './draw.js';
import type { Ground } from './ground.js';
import type { Note, Role } from './members.js';
import type { Pair } from './pairs.js';
import type { Person } from './person.js';
import { dirtyBadges, dirtyCell, dirtyTransfers, dirtyTouch } from './file-defects.js';
import { dirtyBirth, dirtyIdentity, dirtyMembershipDates } from './identity-defects.js';
import { dirtyName } from './name-defects.js';
import { dirtyPlaces } from './place-defects.js';

/** One record on its way from clean to stored. */
export interface Soiling {
  readonly draw: Draw;
  readonly who: Person;
  readonly cell: number;
  readonly pair: Pair | undefined;
  readonly role: Role | undefined;
  readonly note: Note | undefined;
}

/** Slots of kind `member` that decide about defects. */
export const DEFECT_SLOT = {
  name: 100,
  tone: 101,
  shape: 102,
  identity: 103,
  newYear: 104,
  swap: 105,
  official: 106,
  ceremony: 107,
  place: 108,
  ambiguous: 109,
  placeHow: 110,
  cell: 111,
  transfer: 112,
  badge: 113,
  untouched: 114,
  identityHow: 115,
  shapeHow: 116,
  officialHow: 117,
  ceremonyHow: 118,
  cellHow: 119,
  transferHow: 120,
  untouchedHow: 121,
  oldPlace: 122,
} as const;

/** Injects the defects of this record (domain.md § 4.4), in a fixed order, and notes each with its clean value. */
export function dirtyMember(ground: Ground, draft: Draft, soiling: Soiling): void {
  dirtyName(draft, soiling);
  dirtyIdentity(draft, soiling);
  dirtyBirth(draft, soiling);
  dirtyMembershipDates(draft, soiling);
  dirtyPlaces(ground, draft, soiling);
  dirtyCell(ground, draft, soiling);
  dirtyTransfers(ground, draft, soiling);
  dirtyBadges(draft, soiling);
  dirtyTouch(draft, soiling);
}

/** Sets a field to its dirty value and notes the defect. */
export function soil<F extends keyof Draft>(
  draft: Draft,
  soiling: Soiling,
  code: string,
  field: F,
  dirtyValue: Draft[F],
): void {
  soiling.note?.({ recordId: draft.id, code, field, cleanValue: draft[field], dirtyValue });
  draft[field] = dirtyValue;
}
