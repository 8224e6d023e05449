import type { Defect, MemberRecord } from './records.js';
import type { Ground } from './ground.js';
import type { Draft } from './clean-member.js';
import type { Pair } from './pairs.js';
import type { Person } from './person.js';
import { Draw } from './draw.js';
import { parseDay } from './days.js';
import { canary, canaryStep } from './canary.js';
import { cleanMember } from './clean-member.js';
import { FIXTURE_PERSONS } from './fixture-members.js';
import { isFixture, memberId } from './membership.js';
import { dirtyMember } from './member-defects.js';
import { isCanary, pairOf } from './pairs.js';
import { person } from './person.js';

/** Hears of every defect as it is injected. */
export type Note = (defect: Defect) => void;

/** The member of this number as stored, defects included; `note` hears what was changed. */
export function memberAt(ground: Ground, member: number, note?: Note): MemberRecord {
  const { seed, membership } = ground;
  const draw = new Draw(seed, 'member', member);
  const cell = membership.cellOf(member);
  if (isFixture(member)) return fixtureMember(ground, member, draw, cell);
  const pair = pairOf(seed, member, membership, (n) => ground.positionOf(n, membership.cellOf(n)) !== undefined);
  const copied = pair?.kind === 'Q09' && pair.second === member;
  const who = copied ? personAt(ground, pair.first) : personOf(ground, member, draw, cell);
  const draft = cleanMember(ground, member, draw, who, cell);
  if (isCanary(member, canaryStep(membership.members))) {
    plantCanaries(seed, draft);
    return draft;
  }
  dirtyMember(ground, draft, { draw, who, cell, role: roleOf(ground, pair, member), note });
  return draft;
}

/** The identity number of another member, before any defect. */
function personAt(ground: Ground, member: number): Person {
  return personOf(ground, member, new Draw(ground.seed, 'member', member), ground.membership.cellOf(member));
}

function personOf(ground: Ground, member: number, draw: Draw, cell: number): Person {
  const province = ground.cellProvince[cell]!;
  const millions = Math.ceil(ground.volumes.members / 1_000_000);
  const leads = ground.positionOf(member, cell) !== undefined;
  return person(draw, member, ground.provinces, province < 0 ? undefined : province, millions, leads);
}

/** What a pair means for one of its two records. */
export interface Role {
  readonly kind: Pair['kind'];
  readonly second: boolean;
  readonly other: Person;
  readonly otherId: string;
}

function roleOf(ground: Ground, pair: Pair | undefined, member: number): Role | undefined {
  if (pair === undefined) return undefined;
  const second = pair.second === member;
  const other = second ? pair.first : pair.second;
  const twin = pair.kind === 'Q09' ? pair.first : other;
  return { kind: pair.kind, second, other: personAt(ground, twin), otherId: memberId(other) };
}

/** One of the three people of the demonstration: no defect, an own biography. */
function fixtureMember(ground: Ground, member: number, draw: Draw, cell: number): MemberRecord {
  const fixed = FIXTURE_PERSONS.get(member)!;
  const drawn = personOf(ground, member, draw, cell);
  const born = parseDay(fixed.dateOfBirth);
  const yy = fixed.dateOfBirth.slice(2, 4);
  const sex = fixed.gender === 'FEMALE' ? '1' : '0';
  const province = ground.cellProvince[cell]!;
  const who: Person = {
    ...drawn,
    name: fixed.name,
    gender: fixed.gender,
    born,
    admitted: parseDay(fixed.admissionDate),
    status: 'OFFICIAL',
    province,
    commune: ground.provinces[province]!.communes.findIndex(({ ordinal }) => ordinal === 12),
    nationalId: `907${sex}${yy}${drawn.nationalId.slice(6)}`,
  };
  const draft = cleanMember(ground, member, draw, who, cell);
  draft.secrecy = 'UNCLASSIFIED';
  draft.transfers = [];
  draft.civilDateOfBirth = fixed.dateOfBirth;
  draft.identityVerifiedAt = '2025-12-01T09:10:00+07:00';
  draft.discipline =
    member === 123
      ? [
          {
            form: 'REPRIMAND',
            decidedOn: '2025-05-20',
            decidedById: 'G07.UBKT',
            decisionId: 'D-KL-0301',
            grounds: `(Dữ liệu giả lập) Vi phạm quy định về chế độ sinh hoạt. ${canary(ground.seed, 'grounds', draft.id)}`,
            published: false,
          },
        ]
      : [];
  return draft;
}

/** Text that may appear only where its reader may read the field. */
function plantCanaries(seed: string, draft: Draft): void {
  const mark = (field: string): string => canary(seed, field, draft.id);
  draft.permanentAddress = mark('permanentAddress');
  draft.phone = mark('phone');
  draft.nationalId = mark('nationalId');
  draft.cardNumber = mark('cardNumber');
  draft.profileNumber = mark('profileNumber');
  draft.ethnicity = mark('ethnicity');
  draft.religion = mark('religion');
  draft.annualReviews = [{ year: 2025, rating: mark('rating') }];
  draft.discipline = [
    {
      form: 'REPRIMAND',
      decidedOn: '2025-06-16',
      decidedById: 'UBKTTW',
      decisionId: null,
      grounds: mark('grounds'),
      published: false,
    },
  ];
}
