import type { AnnualReviewRecord, MemberRecord, Secrecy, TransferRecord } from './records.js';
import type { Draw } from './draw.js';
import type { Ground } from './ground.js';
import type { Person } from './person.js';
import { SLOT } from './person.js';
import { addYears, dateText, instantText, NOW_DAY } from './days.js';
import { badgesBy } from './badges.js';
import { disciplineOf, isSecretCase } from './discipline.js';
import { choose, weighted } from './weighted.js';
import { memberId } from './membership.js';

export type Draft = { -readonly [K in keyof MemberRecord]: MemberRecord[K] };

const ETHNICITIES = weighted<string>([
  ['E01', 8600],
  ...Array.from({ length: 11 }, (_, index) => [`E${String(index + 2).padStart(2, '0')}`, 127] as const),
]);
const RELIGIONS = weighted<string>([
  ['R0', 9200],
  ['R1', 400],
  ['R2', 200],
  ['R3', 100],
  ['R4', 60],
  ['R5', 40],
]);
const EDUCATIONS = weighted<string>([
  ['12/12', 85],
  ['10/10', 10],
  ['9/12', 5],
]);
const QUALIFICATIONS = weighted<string>([
  ['Chưa qua đào tạo', 15],
  ['Sơ cấp', 12],
  ['Trung cấp', 18],
  ['Cao đẳng', 12],
  ['Đại học', 35],
  ['Thạc sĩ', 7],
  ['Tiến sĩ', 1],
]);
const THEORY = weighted<MemberRecord['theoryLevel']>([
  ['NONE', 35],
  ['SO_CAP', 38],
  ['TRUNG_CAP', 20],
  ['CAO_CAP', 5],
  ['CU_NHAN', 2],
]);
const LANGUAGES = weighted<readonly string[]>([
  [[], 70],
  [['Tiếng Anh (B1)'], 18],
  [['Tiếng Anh (A2)'], 6],
  [['Tiếng Nga (B1)'], 2],
  [['Tiếng Anh (B2)', 'Tiếng Pháp (A2)'], 2],
  [['Tiếng Trung (A2)'], 2],
]);
const OCCUPATIONS = [
  'Công chức',
  'Viên chức',
  'Giáo viên',
  'Nông dân',
  'Công nhân',
  'Kỹ sư',
  'Bác sĩ',
  'Quân nhân',
  'Kinh doanh',
  'Hưu trí',
  'Sinh viên',
  'Lao động tự do',
] as const;
const RATINGS = weighted<string>([
  ['Hoàn thành xuất sắc nhiệm vụ', 18],
  ['Hoàn thành tốt nhiệm vụ', 72],
  ['Hoàn thành nhiệm vụ', 9],
  ['Không hoàn thành nhiệm vụ', 1],
]);
const TRANSFER_KINDS = weighted<TransferRecord['kind']>([
  ['OFFICIAL', 80],
  ['TEMPORARY', 15],
  ['ABROAD', 5],
]);
const NO_TRANSFERS: readonly TransferRecord[] = [];

const UNVERIFIED = 15_000;
const BIRTH_NAME = 30_000;
const PAST_TRANSFER = 80_000;
/** A transfer under way is at most this old: after 60 days without acceptance it would be defect Q18. */
const OPEN_TRANSFER_DAYS = 54;

/** The file of this person in this cell, without any defect. */
export function cleanMember(ground: Ground, member: number, draw: Draw, who: Person, cell: number): Draft {
  const id = memberId(member);
  const cellId = ground.cellId(cell);
  const provinceIndex = ground.cellProvince[cell]!;
  const prefix = provinceIndex < 0 ? 'G00' : ground.provinces[provinceIndex]!.code;
  const serial = member % 1_000_000;
  const home = ground.provinces[who.province]!;
  const commune = home.communes[who.commune]!;
  const place = `${commune.name}, ${home.name}`;
  const verified = draw.below(SLOT.verified, 1_000_000);
  const updated = draw.below(SLOT.updated, 1_000_000);
  const bits = draw.u32(SLOT.updatedAt);
  const born = dateText(who.born);
  return {
    id,
    fullName: who.name,
    birthName: draw.happens(SLOT.birthName, BIRTH_NAME) ? ground.birthName(draw) : null,
    gender: who.gender,
    dateOfBirth: born,
    hometownCode: commune.code,
    hometownRaw: place,
    permanentAddress: `Số ${1 + draw.below(SLOT.street, 480)}, ${place}`,
    phone: `0000${digits6(draw.below(SLOT.phone, 1_000_000))}`,
    nationalId: who.nationalId,
    cardNumber: `${prefix}.${digits6(serial)}`,
    profileNumber: `${prefix}-LL-${digits6(serial)}`,
    ethnicity: choose(ETHNICITIES, draw.u32(SLOT.ethnicity)),
    religion: choose(RELIGIONS, draw.u32(SLOT.religion)),
    generalEducation: choose(EDUCATIONS, draw.u32(SLOT.education)),
    professionalQualification: choose(QUALIFICATIONS, draw.u32(SLOT.qualification)),
    theoryLevel: choose(THEORY, draw.u32(SLOT.theory)),
    foreignLanguages: choose(LANGUAGES, draw.u32(SLOT.language)),
    occupation: draw.pick(SLOT.occupation, OCCUPATIONS),
    status: who.status,
    cellId,
    partyPosition: ground.positionOf(member, cell) ?? null,
    admissionDate: dateText(who.admitted),
    officialDate: officialDate(draw, who),
    badges: badgesBy(who.admitted, NOW_DAY, prefix, serial),
    discipline: disciplineOf(ground, draw, who, provinceIndex),
    transfers: transfersOf(ground, draw, who, cellId),
    annualReviews: reviewsOf(draw, who),
    secrecy: secrecyOf(ground, draw, who, cell),
    identityVerifiedAt: verified < UNVERIFIED ? null : instantText(NOW_DAY - 40 - (verified % 190), bits >>> 16),
    civilDateOfBirth: verified < UNVERIFIED ? null : born,
    // Seven in ten were touched by the cleaning campaign of the last months, the rest since 2021.
    updatedAt: instantText(NOW_DAY - 1 - (updated < 700_000 ? updated % 200 : updated % 1_800), bits),
  };
}

function digits6(value: number): string {
  return String(value).padStart(6, '0');
}

/** Recognition follows twelve months of probation by 45 to 120 days; a probationary member has none. */
function officialDate(draw: Draw, who: Person): string | null {
  if (who.status === 'PROBATIONARY') return null;
  const delay = 45 + draw.below(SLOT.officialDelay, 76);
  const day = addYears(who.admitted, 1) + delay;
  return day <= NOW_DAY ? dateText(day) : null;
}

function transfersOf(ground: Ground, draw: Draw, who: Person, cellId: string): readonly TransferRecord[] {
  const other = (): string => ground.cellId(draw.below(SLOT.transferOther, ground.membership.cells.length));
  if (who.status === 'TRANSFERRING') {
    const kind = choose(TRANSFER_KINDS, draw.u32(SLOT.transfer));
    const introducedOn = dateText(NOW_DAY - 1 - draw.below(SLOT.transferDays, OPEN_TRANSFER_DAYS));
    return [{ kind, fromId: cellId, toId: other(), introducedOn, acceptedOn: null }];
  }
  if (!draw.happens(SLOT.transfer, PAST_TRANSFER) || NOW_DAY - who.admitted < 900) return NO_TRANSFERS;
  const span = NOW_DAY - who.admitted - 500;
  const introduced = who.admitted + 420 + draw.below(SLOT.transferDays, span);
  return [
    {
      kind: choose(TRANSFER_KINDS, draw.u32(SLOT.transferOther)),
      fromId: other(),
      toId: cellId,
      introducedOn: dateText(introduced),
      acceptedOn: dateText(introduced + 5 + (draw.u32(SLOT.transferDays) % 40)),
    },
  ];
}

/** Members of an organisation that is itself classified share its level. */
function secrecyOf(ground: Ground, draw: Draw, who: Person, cell: number): Secrecy {
  const level = ground.cellSecrecy(cell);
  if (level !== 'UNCLASSIFIED') return level;
  return isSecretCase(draw, NOW_DAY - who.admitted) ? 'SECRET' : 'UNCLASSIFIED';
}

const YEARS = [2023, 2024, 2025];

function reviewsOf(draw: Draw, who: Person): readonly AnnualReviewRecord[] {
  const first = 1970 + Math.ceil(who.admitted / 365.25);
  return YEARS.filter((year) => year >= first).map((year, index) => ({
    year,
    rating: choose(RATINGS, draw.u32(SLOT.review + index)),
  }));
}
