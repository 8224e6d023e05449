import type { Draft } from './clean-member.js';
import type { Ground } from './ground.js';
import type { Soiling } from './soil.js';
import { dirtyBadges, dirtyCell, dirtyTouch, dirtyTransfers } from './file-defects.js';
import { dirtyBirth, dirtyIdentity, dirtyMembershipDates } from './identity-defects.js';
import { dirtyName } from './name-defects.js';
import { dirtyPlaces } from './place-defects.js';

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
