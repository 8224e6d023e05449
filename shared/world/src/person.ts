import type { MemberRecord } from './records.js';
import type { Province } from './places.js';
import type { Draw } from './draw.js';
import { newYear, NOW_DAY, yearOf } from './days.js';
import { choose, weighted } from './weighted.js';
import { fullName } from './names.js';

/** Slots of kind `member`; a slot never changes its meaning. */
export const SLOT = {
  name: 0, // … 4
  gender: 5,
  ageAtAdmission: 6, // 6, 7
  tenureBand: 8,
  tenureDay: 9,
  status: 10,
  hometown: 11,
  hometownHere: 12,
  idDigits: 13,
  phone: 14,
  street: 15,
  ethnicity: 16,
  religion: 17,
  education: 18,
  qualification: 19,
  theory: 20,
  language: 21,
  occupation: 22,
  reviews: 23,
  updated: 24,
  updatedAt: 25,
  verified: 26,
  officialDelay: 27,
  transfer: 28,
  transferDays: 29,
  transferOther: 30,
  discipline: 31,
  disciplineChoice: 32,
  birthName: 33, // … 38
  position: 39,
  otherProvince: 40,
  birthShift: 41,
  goneHow: 42,
  review: 43, // … 45
  badge: 46,
  grounds: 47,
} as const;

/** What belongs to a human being rather than to one of their files. */
export interface Person {
  readonly name: string;
  readonly gender: MemberRecord['gender'];
  /** Day numbers. */
  readonly born: number;
  readonly admitted: number;
  readonly status: MemberRecord['status'];
  /** Index of the province and of its commune. */
  readonly province: number;
  readonly commune: number;
  readonly nationalId: string;
}

// Invented shares (domain.md § 4.3), in parts per million.
const WOMEN = 350_000;
const PROBATIONARY = 35_000;
const TRANSFERRING = 10_000;
const GONE = 20_000;
const SUSPENDED = 1_000;
/** A third of those with thirty years, 6 % of all: the top of the same lot. */
const EXEMPTED_FROM = 655_000;
const HOME_PROVINCE = 800_000;

/** Years since admission: less than thirty for 82 %, above it as badges of 30 : 40 : 45 : 50 : 55 : 60 = 17:3:2:2:2:3. */
const TENURE = weighted<readonly [from: number, years: number]>([
  [[1.2, 6.8], 2400],
  [[8, 11], 3000],
  [[19, 11], 2800],
  [[30.4, 9.5], 1062],
  [[40.4, 4.5], 188],
  [[45.4, 4.5], 125],
  [[50.4, 4.5], 125],
  [[55.4, 4.5], 125],
  [[60.4, 4.5], 187],
]);
const ELDERLY_TENURE = 30.4 * 365.25;
const MIN_AGE_DAYS = 6_640;
const GONE_STATUSES = weighted<MemberRecord['status']>([
  ['DECEASED', 60],
  ['LEFT', 30],
  ['EXPELLED', 5],
  ['STRUCK_OFF', 5],
]);

/** The person whose key this is; `member` numbers the identity card, `millions` how many blocks of a million there are. */
export function person(
  draw: Draw,
  member: number,
  provinces: readonly Province[],
  homeProvince: number | undefined,
  millions: number,
  leads: boolean,
): Person {
  const gender = draw.happens(SLOT.gender, WOMEN) ? 'FEMALE' : 'MALE';
  const { status, tenure } = tenureOf(draw, leads);
  const admitted = NOW_DAY - tenure;
  const born = bornOn(draw, admitted);
  const province =
    homeProvince !== undefined && draw.happens(SLOT.hometownHere, HOME_PROVINCE)
      ? homeProvince
      : draw.below(SLOT.otherProvince, provinces.length);
  const commune = draw.below(SLOT.hometown, provinces[province]!.communes.length);
  return {
    name: fullName(draw, SLOT.name),
    gender,
    born,
    admitted,
    status,
    province,
    commune,
    nationalId: nationalId(member, provinces[province]!.ordinal, gender, born, millions),
  };
}

function tenureOf(draw: Draw, leads: boolean): { readonly status: MemberRecord['status']; readonly tenure: number } {
  const lot = draw.below(SLOT.status, 1_000_000);
  if (lot < PROBATIONARY && !leads) return { status: 'PROBATIONARY', tenure: 5 + draw.below(SLOT.tenureDay, 350) };
  const [from, years] = choose(TENURE, draw.u32(SLOT.tenureBand));
  const tenure = Math.floor(from * 365.25) + draw.below(SLOT.tenureDay, Math.floor(years * 365));
  // Who holds a position is a member in good standing.
  if (leads) return { status: 'OFFICIAL', tenure };
  const rest = lot - PROBATIONARY;
  if (rest < TRANSFERRING) return { status: 'TRANSFERRING', tenure };
  if (rest < TRANSFERRING + GONE) return { status: choose(GONE_STATUSES, draw.u32(SLOT.goneHow)), tenure };
  if (rest < TRANSFERRING + GONE + SUSPENDED) return { status: 'SUSPENDED', tenure };
  const exempted = tenure >= ELDERLY_TENURE && lot >= EXEMPTED_FROM;
  return { status: exempted ? 'EXEMPTED' : 'OFFICIAL', tenure };
}

/** Admitted at an age of N(28, 6) years, never under 18 years and two months; never born on 1 January. */
function bornOn(draw: Draw, admitted: number): number {
  const age = 10_227 + Math.floor((draw.normalMilli(SLOT.ageAtAdmission) * 2_191) / 1000);
  const shift = draw.below(SLOT.birthShift, 365);
  // Below the bound the age is drawn anew, evenly over three years: truncated, without a heap at exactly 18.
  const days = age < MIN_AGE_DAYS ? MIN_AGE_DAYS + shift * 3 : age;
  const born = admitted - days;
  return born === newYear(yearOf(born)) ? born - 1 - (shift % 300) : born;
}

const ID_STEP = 611_953;

/**
 * `9PP` + sex and century + year + six digits, the prefix 901–934 that no real number has. Unique by construction: the
 * six digits are a shuffle of the number within its million, and PP is one of a class of provinces per million.
 */
function nationalId(
  member: number,
  province: number,
  gender: MemberRecord['gender'],
  born: number,
  millions: number,
): string {
  const block = Math.floor((member - 1) / 1_000_000);
  const pp = millions <= 1 ? province : classOf(province, block, millions);
  const year = yearOf(born);
  const digit = (gender === 'FEMALE' ? 1 : 0) + (year >= 2000 ? 2 : 0);
  const serial = (member * ID_STEP) % 1_000_000;
  return `9${two(pp)}${digit}${two(year % 100)}${String(serial).padStart(6, '0')}`;
}

/** The province nearest below that is congruent to the block, among 1 … 34. */
function classOf(province: number, block: number, millions: number): number {
  const moved = province - ((((province - 1 - block) % millions) + millions) % millions);
  return moved >= 1 ? moved : moved + millions;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
