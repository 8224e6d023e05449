import type { Draft } from './clean-member.js';
import type { Soiling } from './soil.js';
import { DEFECT_SLOT } from './soil.js';
import { hasIllegalLetter, legacyBytes, otherTonePlacement } from './spelling.js';
import { stripDiacritics } from './text.js';

const UNACCENTED = 30_000;
const DECOMPOSED = 40_000;
/** Of all names; the few whose old bytes all happen to be Vietnamese letters stay as they are. */
const LEGACY = 3_200;
/** Of the names with two placements (an eighth of all), so that 5 % of all are affected. */
const TONE = 413_000;
const SHAPE = 30_000;

/** Q01, Q02, Q04 exclude one another; Q03 joins Q02, and Q05 joins all but Q04. All notes give the value as stored. */
export function dirtyName(draft: Draft, soiling: Soiling): void {
  const { draw, note } = soiling;
  const clean = draft.fullName;
  const lot = draw.below(DEFECT_SLOT.name, 1_000_000);
  const codes: string[] = [];
  let name = clean;
  if (lot < UNACCENTED) {
    name = stripDiacritics(name);
    codes.push('Q01');
  } else if (lot < UNACCENTED + LEGACY) {
    const legacy = legacyBytes(name);
    if (hasIllegalLetter(legacy)) {
      draft.fullName = legacy;
      note?.({ recordId: draft.id, code: 'Q04', field: 'fullName', cleanValue: clean, dirtyValue: legacy });
      return;
    }
  } else {
    const other = draw.happens(DEFECT_SLOT.tone, TONE) ? otherTonePlacement(name) : undefined;
    if (other !== undefined) {
      name = other;
      codes.push('Q03');
    }
    if (lot >= 1_000_000 - DECOMPOSED) codes.push('Q02');
  }
  if (draw.happens(DEFECT_SLOT.shape, SHAPE)) {
    name = misshapen(name, draw.u32(DEFECT_SLOT.shapeHow) % 4);
    codes.push('Q05');
  }
  if (codes.includes('Q02')) name = name.normalize('NFD');
  draft.fullName = name;
  if (note === undefined) return;
  for (const code of codes.toSorted()) {
    note({ recordId: draft.id, code, field: 'fullName', cleanValue: clean, dirtyValue: name });
  }
}

/** Capitals for one half, a double space or a non-breaking one for the rest. */
function misshapen(name: string, how: number): string {
  if (how < 2) return name.toUpperCase();
  return name.replace(' ', how === 2 ? '  ' : '\u00a0');
}
