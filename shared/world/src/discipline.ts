import type { DisciplineRecord } from './records.js';
import type { Draw } from './draw.js';
import type { Ground } from './ground.js';
import type { Person } from './person.js';
import { SLOT } from './person.js';
import { dateText, NOW_DAY } from './days.js';
import { choose, weighted } from './weighted.js';

const FORMS = weighted<DisciplineRecord['form']>([
  ['REPRIMAND', 60],
  ['WARNING', 30],
  ['REMOVAL', 10],
]);
const GROUNDS = [
  '(Dữ liệu giả lập) Vi phạm quy định về chế độ sinh hoạt.',
  '(Dữ liệu giả lập) Thiếu trách nhiệm trong quản lý tài sản.',
  '(Dữ liệu giả lập) Vi phạm nguyên tắc làm việc của đơn vị.',
  '(Dữ liệu giả lập) Chậm thực hiện nhiệm vụ được giao nhiều lần.',
  '(Dữ liệu giả lập) Kê khai không đầy đủ theo quy định.',
] as const;

/** Cases of 0.6 % of all members, shared by those who were members when the oldest decisions were taken. */
const DISCIPLINED = 6_600;
/** 0.02 % of all members have a SECRET case, and a SECRET file. */
const SECRET_CASE = 265;
const ELIGIBLE_DAYS = 6 * 366;
const NONE: readonly DisciplineRecord[] = [];

export function isSecretCase(draw: Draw, tenure: number): boolean {
  return tenure >= ELIGIBLE_DAYS && draw.below(SLOT.discipline, 1_000_000) < SECRET_CASE;
}

/** A decision of the inspection commission of the member's province, or of the central one. */
export function disciplineOf(ground: Ground, draw: Draw, who: Person, province: number): readonly DisciplineRecord[] {
  const expelled = who.status === 'EXPELLED';
  const lot = draw.below(SLOT.discipline, 1_000_000);
  if (!expelled && lot >= DISCIPLINED) return NONE;
  const tenure = NOW_DAY - who.admitted;
  if (tenure < ELIGIBLE_DAYS) return NONE;
  const form = expelled ? 'EXPULSION' : choose(FORMS, draw.u32(SLOT.disciplineChoice));
  const commission = province < 0 ? 'UBKTTW' : `${ground.provinces[province]!.code}.UBKT`;
  const bits = draw.u32(SLOT.grounds);
  const decision = ground.decision(commission, bits, isSecretCase(draw, tenure));
  return [
    {
      form,
      decidedOn: dateText(decision?.day ?? NOW_DAY - 60 - (bits % 1500)),
      decidedById: commission,
      decisionId: decision?.id ?? null,
      grounds: GROUNDS[bits % GROUNDS.length]!,
      published: decision?.published ?? false,
    },
  ];
}
