import type { Draft } from './clean-member.js';
import type { Ground } from './ground.js';
import type { Soiling } from './soil.js';
import type { TransferRecord } from './records.js';
import { DEFECT_SLOT, soil } from './soil.js';
import { BADGE_YEARS, badge, nextCeremony } from './badges.js';
import { dateText, instantText, NOW_DAY } from './days.js';

const DISSOLVED = 11_000;
const NEVER_ACCEPTED = 10_800;
const EARLY_BADGE = 2_050;
/** Of the files old enough (three quarters): 5 % of all. */
const UNTOUCHED = 66_000;
const OLD_FILE_DAYS = 7.5 * 365;
const TRANSFERABLE_DAYS = 900;

/** Q17: the record names a dissolved cell, of the same province if one was dissolved there. */
export function dirtyCell(ground: Ground, draft: Draft, soiling: Soiling): void {
  const { draw, cell, role } = soiling;
  // A secretary or signer must be where others say they are, and a double entry in its two cells.
  if (draft.partyPosition !== null || role?.kind === 'Q09') return;
  if (!draw.happens(DEFECT_SLOT.cell, DISSOLVED)) return;
  const dissolved = ground.dissolvedOf(ground.cellProvince[cell]!);
  const row = dissolved[draw.u32(DEFECT_SLOT.cellHow) % dissolved.length]!;
  soil(draft, soiling, 'Q17', 'cellId', ground.table.idAt(row));
}

/** Q18: a transfer introduced more than sixty days ago has lost its acceptance. */
export function dirtyTransfers(ground: Ground, draft: Draft, soiling: Soiling): void {
  const { draw, who } = soiling;
  if (who.status !== 'OFFICIAL' || draft.partyPosition !== null || NOW_DAY - who.admitted < TRANSFERABLE_DAYS) return;
  if (!draw.happens(DEFECT_SLOT.transfer, NEVER_ACCEPTED)) return;
  const how = draw.u32(DEFECT_SLOT.transferHow);
  const introduced = NOW_DAY - 66 - (how % 330);
  const last: TransferRecord = {
    kind: 'OFFICIAL',
    fromId: ground.cellId(how % ground.membership.cells.length),
    toId: ground.cellId(soiling.cell),
    introducedOn: dateText(introduced),
    acceptedOn: dateText(introduced + 5 + (how % 40)),
  };
  const earlier = draft.transfers.filter(({ introducedOn }) => introducedOn < last.introducedOn);
  draft.transfers = [...earlier, last];
  soil(draft, soiling, 'Q18', 'transfers', [...earlier, { ...last, acceptedOn: null }]);
}

/** Q19: the next badge that the years of membership do not reach. */
export function dirtyBadges(draft: Draft, soiling: Soiling): void {
  const { draw, who } = soiling;
  if (!draw.happens(DEFECT_SLOT.badge, EARLY_BADGE)) return;
  const tenure = (NOW_DAY - who.admitted) / 365.25;
  const years = BADGE_YEARS.find((step) => step > tenure + 2);
  if (years === undefined) return;
  const awarded = nextCeremony(NOW_DAY - 420);
  const extra = badge(years, awarded, draft.profileNumber.slice(0, 3), Number(draft.profileNumber.slice(-6)));
  soil(draft, soiling, 'Q19', 'badges', [...draft.badges, extra]);
}

/** Q20: nobody has touched the file since before 2020. */
export function dirtyTouch(draft: Draft, soiling: Soiling): void {
  const { draw, who } = soiling;
  if (NOW_DAY - who.admitted < OLD_FILE_DAYS || !draw.happens(DEFECT_SLOT.untouched, UNTOUCHED)) return;
  const how = draw.u32(DEFECT_SLOT.untouchedHow);
  soil(draft, soiling, 'Q20', 'updatedAt', instantText(NOW_DAY - 2_290 - (how % 400), how >>> 12));
}
