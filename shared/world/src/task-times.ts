import type { TaskRecord } from './records.js';
import type { Draw } from './draw.js';
import { NOW_DAY, parseDay } from './days.js';
import { RESOLUTIONS } from './document-fixtures.js';

/** Slots of kind `task`. */
export const TASK_SLOT = {
  basis: 0,
  lead: 1,
  leadWhich: 2,
  co: 3,
  assigned: 4,
  span: 5,
  late: 6,
  extended: 7,
  progress: 8,
  theme: 9,
  assigner: 10,
  products: 11,
  indicator: 12,
  compartment: 13,
  coFirst: 14,
  status: 15,
  update: 20,
} as const;

export const SECRET_FIXTURE = 'T-S2-007';
export const OPEN_FIXTURE = 'T-0100';

/** Timeliness as of the clock, in thousandths: the published mix with overdue raised to 6.6 %. */
const DONE_IN_TIME = 606;
const DONE_LATE = 85;
const OVERDUE = 66;

export interface Times {
  /** Index of the resolution. */
  readonly basis: number;
  readonly assigned: number;
  readonly due: number;
  readonly originalDue: number;
  readonly completedOn: number | null;
  readonly status: TaskRecord['status'];
  readonly timeliness: TaskRecord['timeliness'];
}

export function fixtureTimes(id: string): Times {
  const overdue = id === OPEN_FIXTURE;
  const due = parseDay(overdue ? '2026-02-28' : '2026-06-30');
  return {
    basis: 0,
    assigned: parseDay(overdue ? '2025-03-03' : '2025-04-07'),
    due,
    originalDue: due,
    completedOn: null,
    status: 'IN_PROGRESS',
    timeliness: overdue ? 'OVERDUE' : 'ON_TIME',
  };
}

/** Dates that agree with the class of this task; `lot` in thousandths decides the class. */
export function timesOf(draw: Draw, lot: number): Times {
  const completed = lot < DONE_IN_TIME + DONE_LATE;
  // The two resolutions of January 2026 have only tasks under way.
  const recent = !completed && lot >= DONE_IN_TIME + DONE_LATE + OVERDUE && draw.below(TASK_SLOT.basis, 100) < 8;
  const basis = recent ? 7 + (draw.u32(TASK_SLOT.basis) & 1) : draw.u32(TASK_SLOT.basis) % 7;
  const assigned = parseDay(RESOLUTIONS[basis]!.issuedOn) + 5 + draw.below(TASK_SLOT.assigned, 40);
  const age = NOW_DAY - assigned;
  const span = draw.u32(TASK_SLOT.span);
  const late = draw.u32(TASK_SLOT.late);
  const timed = (due: number, rest: Pick<Times, 'completedOn' | 'status' | 'timeliness'>): Times => ({
    basis,
    assigned,
    due,
    // 15 % were given more time.
    originalDue: draw.below(TASK_SLOT.extended, 100) < 15 ? Math.max(assigned + 3, due - 30 - (late % 60)) : due,
    ...rest,
  });
  if (completed) {
    const completedOn = assigned + 20 + (span % Math.max(1, age - 25));
    if (lot >= DONE_IN_TIME) {
      const due = Math.max(assigned + 8, completedOn - 3 - (late % 60));
      return timed(due, { completedOn, status: 'COMPLETED', timeliness: 'DONE_LATE' });
    }
    const ahead = late % 45;
    return timed(completedOn + ahead, {
      completedOn,
      status: 'COMPLETED',
      timeliness: ahead >= 10 ? 'EARLY' : 'ON_TIME',
    });
  }
  if (lot < DONE_IN_TIME + DONE_LATE + OVERDUE) {
    const due = Math.max(assigned + 5, NOW_DAY - 1 - (late % 90));
    return timed(due, { completedOn: null, status: openStatus(draw), timeliness: 'OVERDUE' });
  }
  const ahead = 1 + (span % 280);
  return timed(NOW_DAY + ahead, {
    completedOn: null,
    status: openStatus(draw),
    timeliness: ahead <= 15 ? 'DUE_SOON' : 'ON_TIME',
  });
}

function openStatus(draw: Draw): TaskRecord['status'] {
  const lot = draw.u32(TASK_SLOT.status) % 100;
  if (lot < 70) return 'IN_PROGRESS';
  if (lot < 80) return 'ASSIGNED';
  if (lot < 91) return 'SUBMITTED';
  if (lot < 97) return 'RETURNED';
  return lot < 99 ? 'SUSPENDED' : 'CANCELLED';
}
