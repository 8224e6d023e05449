import type { AdminUnitRecord } from '@agency-graph/world';

/** What a place name as written turns out to be. */
export type PlaceVerdict = 'IN_FORCE' | 'ENDED' | 'AMBIGUOUS' | 'UNKNOWN';

export interface Places {
  /** Judges an address or hometown, `[house,] commune, [district,] province`. */
  judge(text: string): PlaceVerdict;
}

/** Places judged once are remembered, up to so many. */
const MOST_JUDGED = 50_000;
const HOUSE = 'Số ';

/** Indexes administrative units, past ones among them, by province and name, as of a day. */
export function indexPlaces(units: Iterable<AdminUnitRecord>, today: string): Places {
  const provinces = byProvince(units);
  const judged = new Map<string, PlaceVerdict>();
  const judge = (place: string): PlaceVerdict => {
    const parts = place.normalize('NFC').split(', ');
    const within = provinces.get(parts.at(-1) ?? '');
    const named = parts.flatMap((part) => within?.get(part) ?? []);
    const ended = named.filter(({ validTo }) => validTo !== null && validTo <= today);
    if (named.length === 0) return 'UNKNOWN';
    if (ended.length === 0) return 'IN_FORCE';
    return ended.some(isSplit) ? 'AMBIGUOUS' : 'ENDED';
  };
  return {
    judge(text) {
      const place = text.startsWith(HOUSE) ? text.slice(text.indexOf(', ') + 2) : text;
      const known = judged.get(place);
      if (known !== undefined) return known;
      if (judged.size >= MOST_JUDGED) judged.clear();
      const verdict = judge(place);
      judged.set(place, verdict);
      return verdict;
    },
  };
}

/** A commune that was split leads to several places of today; a district always does, but names none of them. */
const isSplit = ({ type, replacedBy }: AdminUnitRecord): boolean => type === 'COMMUNE_FORMER' && replacedBy.length > 1;

/** Units below the province by its name and theirs. */
function byProvince(units: Iterable<AdminUnitRecord>): ReadonlyMap<string, ReadonlyMap<string, AdminUnitRecord>> {
  const all = new Map([...units].map((unit) => [unit.code, unit]));
  const provinceOf = (unit: AdminUnitRecord): AdminUnitRecord => {
    const parent = unit.parentCode === null ? undefined : all.get(unit.parentCode);
    return parent === undefined ? unit : provinceOf(parent);
  };
  const provinces = new Map<string, Map<string, AdminUnitRecord>>();
  for (const unit of all.values()) {
    const { name } = provinceOf(unit);
    const within = provinces.get(name) ?? new Map<string, AdminUnitRecord>();
    provinces.set(name, within);
    if (unit.parentCode !== null) within.set(unit.name, unit);
  }
  return provinces;
}
