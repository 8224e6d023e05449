import type { AdminUnitRecord } from './records.js';
import type { Province } from './places.js';

/** The day on which the district level ended and communes merged. */
export const REFORM = '2025-07-01';
const BEFORE = '1997-01-01';

/** Units in force and those they replaced, sorted by code. */
export function* adminUnits(provinces: readonly Province[]): Iterable<AdminUnitRecord> {
  for (const province of provinces) {
    yield {
      code: province.code,
      name: province.name,
      type: province.city ? 'CENTRAL_CITY' : 'PROVINCE',
      parentCode: null,
      validFrom: BEFORE,
      validTo: null,
      replacedBy: [],
    };
    for (const commune of province.communes) {
      yield {
        code: commune.code,
        name: commune.name,
        type: commune.type,
        parentCode: province.code,
        validFrom: REFORM,
        validTo: null,
        replacedBy: [],
      };
    }
    for (const district of province.districts) {
      yield former(province, district, 'DISTRICT_FORMER', province.code);
    }
    for (const commune of province.formerCommunes) {
      yield former(province, commune, 'COMMUNE_FORMER', province.districts[commune.district]!.code);
    }
  }
}

function former(
  province: Province,
  unit: { readonly code: string; readonly name: string; readonly successors: readonly number[] },
  type: 'DISTRICT_FORMER' | 'COMMUNE_FORMER',
  parentCode: string,
): AdminUnitRecord {
  return {
    code: unit.code,
    name: unit.name,
    type,
    parentCode,
    validFrom: BEFORE,
    validTo: REFORM,
    replacedBy: unit.successors.map((index) => province.communes[index]!.code),
  };
}
