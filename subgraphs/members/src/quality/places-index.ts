import type { AdminUnitRecord } from '@agency-graph/world';

/** What a place name as written turns out to be. */
export type PlaceVerdict = 'IN_FORCE' | 'ENDED' | 'AMBIGUOUS' | 'UNKNOWN';

export interface Places {
  /** Judges an address or hometown, `…, commune, [district,] province`, on a day. */
  judge(text: string, today: string): PlaceVerdict;
}

/** Indexes administrative units, past ones among them, by province and name. */
export function indexPlaces(units: Iterable<AdminUnitRecord>): Places {
  const all = new Map([...units].map((unit) => [unit.code, unit]));
  const provinces = new Map<string, Map<string, AdminUnitRecord>>();
  const provinceOf = (unit: AdminUnitRecord): AdminUnitRecord => {
    const parent = unit.parentCode === null ? undefined : all.get(unit.parentCode);
    return parent === undefined ? unit : provinceOf(parent);
  };
  for (const unit of all.values()) {
    const { name } = provinceOf(unit);
    const within = provinces.get(name) ?? new Map<string, AdminUnitRecord>();
    provinces.set(name, within);
    if (unit.parentCode !== null) within.set(unit.name, unit);
  }
  return {
    judge(text, today) {
      const parts = text.normalize('NFC').split(', ');
      const within = provinces.get(parts.at(-1) ?? '');
      const named = parts.flatMap((part) => within?.get(part) ?? []);
      const ended = named.filter(({ validTo }) => validTo !== null && validTo <= today);
      if (named.length === 0) return 'UNKNOWN';
      if (ended.length === 0) return 'IN_FORCE';
      // A commune that was split leads to several places of today; a district always does, but names none of them.
      const isSplit = ({ type, replacedBy }: AdminUnitRecord): boolean =>
        type === 'COMMUNE_FORMER' && replacedBy.length > 1;
      return ended.some(isSplit) ? 'AMBIGUOUS' : 'ENDED';
    },
  };
}
