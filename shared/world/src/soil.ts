import type { Draft } from './clean-member.js';
import type { Draw } from './draw.js';
import type { Note, Role } from './members.js';
import type { Person } from './person.js';

/** One record on its way from clean to stored. */
export interface Soiling {
  readonly draw: Draw;
  readonly who: Person;
  readonly cell: number;
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
