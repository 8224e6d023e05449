import type { Draft } from './clean-member.js';
import type { FormerCommune, Province } from './places.js';
import type { Ground } from './ground.js';
import type { Soiling } from './soil.js';
import { DEFECT_SLOT, soil } from './soil.js';

const OLD_PLACE = 180_000;
const AMBIGUOUS = 20_300;

/**
 * Q16 names a former commune that was split, as `Xã, Tỉnh`: nothing tells which successor is meant. Q15 names one with a
 * single successor together with its district, or the district alone: `Xã, Huyện, Tỉnh`. Where the hometown is affected
 * its code is the former unit's too.
 */
export function dirtyPlaces(ground: Ground, draft: Draft, soiling: Soiling): void {
  const { draw, who } = soiling;
  const province = ground.provinces[who.province]!;
  const how = draw.u32(DEFECT_SLOT.placeHow);
  const split = draw.happens(DEFECT_SLOT.ambiguous, AMBIGUOUS) ? splitOf(province, who.commune) : undefined;
  if (split !== undefined) {
    soil(draft, soiling, 'Q16', 'hometownRaw', `${split.name}, ${province.name}`);
    draft.hometownCode = split.code;
  }
  if (!draw.happens(DEFECT_SLOT.place, OLD_PLACE)) return;
  const former = province.formerCommunes[who.commune * 3 + (how & 1)]!;
  const district = province.districts[former.district]!;
  const old = `${former.name}, ${district.name}, ${province.name}`;
  const where = draw.below(DEFECT_SLOT.oldPlace, 4);
  if (where !== 0 || split !== undefined) {
    const house = draft.permanentAddress.slice(0, draft.permanentAddress.indexOf(','));
    soil(draft, soiling, 'Q15', 'permanentAddress', `${house}, ${old}`);
  }
  if (where > 1 || split !== undefined) return;
  if (((how >>> 8) & 3) === 0) {
    soil(draft, soiling, 'Q15', 'hometownRaw', `${district.name}, ${province.name}`);
    draft.hometownCode = district.code;
  } else {
    soil(draft, soiling, 'Q15', 'hometownRaw', old);
    draft.hometownCode = former.code;
  }
}

/** A former commune that was split between this commune and a neighbour, if there is one. */
function splitOf(province: Province, commune: number): FormerCommune | undefined {
  const count = province.communes.length;
  const base = commune % 2 === 1 ? commune : commune > 0 ? commune - 1 : count % 2 === 0 ? count - 1 : -1;
  return base < 0 ? undefined : province.formerCommunes[base * 3 + 2];
}
