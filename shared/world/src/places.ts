import type { Volumes } from './sizes.js';
import { Draw } from './draw.js';
import { pad } from './text.js';

/** Province names from two neutral nature words; a test holds them against the real names, old and new. */
const PROVINCE_NAMES = [
  'Thanh Vân',
  'Bích Khê',
  'Hoàng Thạch',
  'Ngọc Lâm',
  'Hồng Sa',
  'Trúc Giang',
  'Vân Hải',
  'Tùng Lĩnh',
  'Bạch Sơn',
  'Kim Khê',
  'Thạch Tuyền',
  'Lam Hà',
  'Mộc Nguyên',
  'Sương Lâm',
  'Hương Trúc',
  'Thiên Thạch',
  'Nguyệt Hồ',
  'Phong Lĩnh',
  'Tuyết Sơn',
  'Liên Trì',
  'Thủy Trúc',
  'Mai Khê',
  'Đào Nguyên',
  'Cúc Lâm',
  'Lục Thảo',
  'Thanh Tuyền',
  'Bích Hải',
  'Hồng Vân',
  'Hoàng Vân',
  'Tử Sa',
  'Ngân Hà',
  'Kim Trì',
  'Trường Lâm',
  'Bạch Vân',
] as const;

/** The six that are cities under the Centre. */
const CITIES: readonly number[] = [1, 8, 15, 22, 29, 34];

interface Commune {
  /** `G07C012`. */
  readonly code: string;
  readonly ordinal: number;
  readonly type: 'XA' | 'PHUONG' | 'DAC_KHU';
  readonly name: string;
}
export interface FormerCommune {
  /** `G07X001`. */
  readonly code: string;
  readonly ordinal: number;
  readonly name: string;
  /** Indices into the province's communes; two of them where the old commune was split. */
  readonly successors: readonly number[];
  readonly district: number;
}
interface District {
  /** `G07H031`. */
  readonly code: string;
  readonly ordinal: number;
  readonly name: string;
  readonly successors: readonly number[];
}
export interface Province {
  /** `G07`. */
  readonly code: string;
  readonly ordinal: number;
  readonly city: boolean;
  readonly name: string;
  readonly communes: readonly Commune[];
  readonly districts: readonly District[];
  readonly formerCommunes: readonly FormerCommune[];
}

const TYPE_WORD = { XA: 'Xã', PHUONG: 'Phường', DAC_KHU: 'Đặc khu' } as const;

/** Provinces, communes, and the districts and communes that ended on 1 July 2025. */
export function layPlaces(volumes: Volumes, seed: string): readonly Province[] {
  const ordinals = volumes.provinces === 3 ? [7, 11, 12] : PROVINCE_NAMES.map((_, index) => index + 1);
  const counts = communeCounts(ordinals, volumes, seed);
  const types = communeTypes(volumes.communes);
  let next = 0;
  return ordinals.map((ordinal, at) => {
    const numbers = communeOrdinals(ordinal, counts[at]!);
    const code = `G${pad(ordinal, 2)}`;
    const communes = numbers.map((number): Commune => {
      const type = types[next]!;
      next += 1;
      return {
        code: `${code}C${pad(number, 3)}`,
        ordinal: number,
        type,
        name: `${TYPE_WORD[type]} Mẫu ${pad(number, 3)}`,
      };
    });
    const city = CITIES.includes(ordinal);
    return {
      code,
      ordinal,
      city,
      name: `${city ? 'Thành phố' : 'Tỉnh'} ${PROVINCE_NAMES[ordinal - 1]!}`,
      communes,
      ...layFormer(code, ordinal, communes.length),
    };
  });
}

/** How many communes each province has: from 38 to 168 at full scale, always the exact sum, G07 never fewer than 12. */
function communeCounts(ordinals: readonly number[], volumes: Volumes, seed: string): readonly number[] {
  const { communes, provinces } = volumes;
  if (provinces === 3) return [4, 4, 4];
  const least = Math.floor((38 * communes) / 3321);
  const weights = ordinals.map(
    (ordinal) => 10 + new Draw(seed, 'province', ordinal).below(0, 26) + (ordinal === 1 ? 45 : 0),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const free = communes - least * provinces;
  let cumulative = 0;
  const counts = weights.map((weight) => {
    const before = Math.floor((cumulative * free) / total);
    cumulative += weight;
    return least + Math.floor((cumulative * free) / total) - before;
  });
  const missing = Math.max(0, 12 - counts[6]!);
  counts[6]! += missing;
  counts[0]! -= missing;
  return counts;
}

/** 2,621 xã, 687 phường and 13 đặc khu of 3,321, spread evenly; a smaller world keeps the proportion. */
function communeTypes(communes: number): readonly Commune['type'][] {
  const wards = Math.round((687 * communes) / 3321);
  const zones = Math.round((13 * communes) / 3321);
  return Array.from({ length: communes }, (_, index) => {
    const spread = (index * 1327) % communes;
    if (spread < zones) return 'DAC_KHU';
    return spread < zones + wards ? 'PHUONG' : 'XA';
  });
}

/** 1 … n; the smallest world keeps C012 in G07, because the fixtures live there. */
function communeOrdinals(province: number, count: number): readonly number[] {
  const plain = Array.from({ length: count }, (_, index) => index + 1);
  return province === 7 && count < 12 ? [...plain.slice(0, -1), 12] : plain;
}

/** Three former communes for each of today's, one in six of them split between two; a district for every five. */
function layFormer(code: string, ordinal: number, communes: number): Pick<Province, 'districts' | 'formerCommunes'> {
  const districtCount = Math.max(2, Math.floor(communes / 5));
  const districtOf = (commune: number): number => Math.floor((commune * districtCount) / communes);
  const formerCommunes = Array.from({ length: communes * 3 }, (_, index): FormerCommune => {
    const base = Math.floor(index / 3);
    return {
      code: `${code}X${pad(index + 1, 3)}`,
      ordinal: index + 1,
      name: `Xã Phỏng ${pad(index + 1, 3)}`,
      successors: index % 6 === 5 ? [base, (base + 1) % communes] : [base],
      district: districtOf(base),
    };
  });
  const districts = Array.from({ length: districtCount }, (_, index): District => {
    // Numbers run on from province to province, so that the fixture H031 is G07's first district.
    const number = (ordinal - 1) * 5 + 1 + index;
    return {
      code: `${code}H${pad(number, 3)}`,
      ordinal: number,
      name: `Huyện Phỏng ${pad(number, 3)}`,
      successors: Array.from({ length: communes }, (_, commune) => commune).filter((c) => districtOf(c) === index),
    };
  });
  return { districts, formerCommunes };
}
