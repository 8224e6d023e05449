import type { Compartment, Defect, IndicatorRecord, ProgressUpdateRecord, Secrecy, TaskRecord } from './records.js';
import type { Ground } from './ground.js';
import { Draw } from './draw.js';
import { dateText, instantText, NOW_DAY } from './days.js';
import { choose, weighted } from './weighted.js';
import { place } from './permute.js';
import { pad } from './text.js';
import { canary, canaryStep } from './canary.js';
import { cleanName } from './clean-name.js';
import { RESOLUTIONS } from './document-fixtures.js';
import { FICTION } from './document-text.js';
import { memberId } from './membership.js';
import { isCanary } from './pairs.js';
import { EVALUATIONS, NOTES, OBSTACLES, PRODUCTS, THEMES } from './task-text.js';
import type { Times } from './task-times.js';
import { fixtureTimes, OPEN_FIXTURE, SECRET_FIXTURE, TASK_SLOT, timesOf } from './task-times.js';

type TaskDraft = { -readonly [K in keyof TaskRecord]: TaskRecord[K] };

const UPDATES = [3, 4, 5, 6, 7] as const;
const CLASS_SALT = 5;
const SECRECY_SALT = 23;
const DEFECT_SALT = 41;

const ASSIGNERS = weighted<TaskRecord['assigner']>([
  ['SECRETARIAT', 35],
  ['POLITBURO', 30],
  ['GENERAL_SECRETARY', 15],
  ['STANDING_SECRETARIAT', 12],
  ['CENTRAL_COMMITTEE', 8],
]);
const COMPARTMENTS: readonly Compartment[] = ['NHAN_SU', 'KIEM_TRA', 'DOI_NGOAI', 'AN_NINH', 'TAI_CHINH'];
/** Numbers of the tasks of a world; the smallest ends with T-0100, so that the fixture exists. */
function firstTask(tasks: number): number {
  return Math.max(1, 100 - (tasks - 1) + 1);
}

export function taskIdAt(tasks: number, index: number): string {
  return index === tasks - 1 ? SECRET_FIXTURE : `T-${pad(firstTask(tasks) + index, 4)}`;
}

export function taskIndex(tasks: number, id: string): number | undefined {
  if (id === SECRET_FIXTURE) return tasks - 1;
  if (!/^T-\d{4}$/u.test(id)) return undefined;
  const index = Number(id.slice(2)) - firstTask(tasks);
  return index >= 0 && index < tasks - 1 ? index : undefined;
}

/** The level of a task: 4 % CONFIDENTIAL, 0.5 % SECRET (the fixture among them), three TOP_SECRET. */
export function taskSecrecy(tasks: number, index: number): Secrecy {
  const id = taskIdAt(tasks, index);
  if (id === SECRET_FIXTURE) return 'SECRET';
  if (id === OPEN_FIXTURE) return 'UNCLASSIFIED';
  const rank = place(index, tasks, SECRECY_SALT);
  const secret = Math.max(0, Math.round(tasks * 0.005) - 1);
  if (rank < 3) return 'TOP_SECRET';
  if (rank < 3 + secret) return 'SECRET';
  return rank < 3 + secret + Math.round(tasks * 0.04) ? 'CONFIDENTIAL' : 'UNCLASSIFIED';
}

/** The task of this index as stored; `note` hears of defect Q21. */
export function taskAt(ground: Ground, index: number, note?: (defect: Defect) => void): TaskRecord {
  const draft = cleanTask(ground, index);
  const { tasks } = ground.volumes;
  const fixture = draft.id === OPEN_FIXTURE || draft.id === SECRET_FIXTURE;
  if (!fixture && place(index, tasks, DEFECT_SALT) < Math.round(tasks * 0.03)) dirtyTask(draft, note);
  return draft;
}

/** Q21: completed without a product, or at 100 % without being completed. */
function dirtyTask(draft: TaskDraft, note?: (defect: Defect) => void): void {
  const soil = (field: 'productIds' | 'progressPct', dirtyValue: unknown): void =>
    note?.({ recordId: draft.id, code: 'Q21', field, cleanValue: draft[field], dirtyValue });
  if (draft.status === 'COMPLETED') {
    soil('productIds', []);
    draft.productIds = [];
  } else {
    soil('progressPct', 100);
    draft.progressPct = 100;
  }
}

function cleanTask(ground: Ground, index: number): TaskDraft {
  const { tasks } = ground.volumes;
  const id = taskIdAt(tasks, index);
  const draw = new Draw(ground.seed, 'task', id);
  const fixture = id === OPEN_FIXTURE || id === SECRET_FIXTURE;
  const secrecy = taskSecrecy(tasks, index);
  const times = fixture
    ? fixtureTimes(id)
    : timesOf(draw, Math.floor((place(index, tasks, CLASS_SALT) * 1000) / tasks));
  const basis = RESOLUTIONS[times.basis]!;
  const leadOrgId = fixture ? 'G11' : leadOf(ground, draw, index);
  const lead = ground.standingIndex(leadOrgId);
  const head = ground.leaders.of(lead)[0]!;
  const name = cleanName(ground, head.member);
  const completed = times.completedOn !== null;
  const theme = draw.pick(TASK_SLOT.theme, THEMES);
  const product = draw.pick(TASK_SLOT.products, PRODUCTS);
  const progressPct = completed ? 100 : times.status === 'ASSIGNED' ? 0 : 5 + draw.below(TASK_SLOT.progress, 91);
  const draft: TaskDraft = {
    id,
    code: `NV-${basis.number}-${id.slice(2)}`,
    title: `${FICTION} ${theme} theo Nghị quyết ${basis.number}-NQ/TWG`,
    description: `${FICTION} ${theme}: đơn vị chủ trì phối hợp các đơn vị liên quan thực hiện và báo cáo định kỳ.`,
    basisId: `D-NQ${basis.number}`,
    basisClause: `Mục ${1 + (draw.u32(TASK_SLOT.basis) % 5)}, khoản ${1 + (draw.u32(TASK_SLOT.span) % 7)}`,
    assigner: choose(ASSIGNERS, draw.u32(TASK_SLOT.assigner)),
    leadOrgId,
    coOrgIds: id === OPEN_FIXTURE ? ['G12'] : coOrgsOf(ground, draw, leadOrgId),
    responsibleId: memberId(head.member),
    responsibleName: name,
    responsiblePosition: head.title,
    assignedOn: dateText(times.assigned),
    dueOn: dateText(times.due),
    originalDueOn: dateText(times.originalDue),
    completedOn: times.completedOn === null ? null : dateText(times.completedOn),
    status: times.status,
    timeliness: times.timeliness,
    progressPct,
    expectedProduct: product,
    productIds: completed ? [ground.documents.report(leadOrgId, draw.u32(TASK_SLOT.products) >>> 4)] : [],
    indicators: indicatorsOf(draw, progressPct),
    obstacles:
      times.timeliness === 'OVERDUE' || draw.below(TASK_SLOT.late, 4) === 0
        ? draw.pick(TASK_SLOT.late, OBSTACLES)
        : null,
    updates: updatesOf(draw, index, times, progressPct, { orgId: leadOrgId, id: memberId(head.member), name }),
    evaluation:
      completed || fixture || draw.below(TASK_SLOT.status, 3) === 0 ? draw.pick(TASK_SLOT.status, EVALUATIONS) : null,
    secrecy,
    compartments: compartmentsOf(draw, secrecy, id),
  };
  if (isCanary(index + 1, canaryStep(tasks)) || id === SECRET_FIXTURE) {
    draft.obstacles = canary(ground.seed, 'obstacles', id);
    draft.evaluation = canary(ground.seed, 'evaluation', id);
    draft.description = `${draft.description} ${canary(ground.seed, 'description', id)}`;
  }
  return draft;
}

/** Ministries lead four in ten, provinces as many, central party bodies the rest; every size has a ministry's task. */
function leadOf(ground: Ground, draw: Draw, index: number): string {
  const lot = index % 10;
  const which = draw.u32(TASK_SLOT.leadWhich);
  if (lot < 4) return `BO${pad(1 + (which % ground.volumes.ministries), 2)}`;
  if (lot < 8) return ground.provinces[which % ground.provinces.length]!.code;
  return (['VPTW', 'BTCTW', 'UBKTTW', 'BTGTW', 'BNCTW', 'BCSTW'] as const)[which % 6]!;
}

function coOrgsOf(ground: Ground, draw: Draw, lead: string): readonly string[] {
  const count = draw.below(TASK_SLOT.co, 5);
  const first = draw.u32(TASK_SLOT.coFirst);
  const all = [...ground.provinces.map(({ code }) => code), 'VPCP', 'BO01', 'BO02', 'BTCTW', 'BTGTW'];
  return Array.from({ length: count }, (_, at) => all[(first + at) % all.length]!).filter((id) => id !== lead);
}

function compartmentsOf(draw: Draw, secrecy: Secrecy, id: string): readonly Compartment[] {
  if (secrecy === 'UNCLASSIFIED' || secrecy === 'CONFIDENTIAL' || id === SECRET_FIXTURE) return [];
  return [draw.pick(TASK_SLOT.compartment, COMPARTMENTS)];
}

function indicatorsOf(draw: Draw, progressPct: number): readonly IndicatorRecord[] {
  const count = draw.below(TASK_SLOT.indicator, 3);
  return Array.from({ length: count }, (_, at) => {
    const target = 10 * (1 + (draw.u32(TASK_SLOT.indicator) % (10 + at)));
    return {
      name: at === 0 ? 'Tỷ lệ đơn vị đã kết nối' : 'Số bộ dữ liệu đã chuẩn hóa',
      unit: at === 0 ? '%' : 'bộ',
      target,
      actual: progressPct === 0 ? null : Math.floor((target * progressPct) / 100),
    };
  });
}

/** Three to seven reports, five on average, rising to today's progress; newest first. */
function updatesOf(
  draw: Draw,
  index: number,
  times: Times,
  progressPct: number,
  author: { readonly orgId: string; readonly id: string; readonly name: string },
): readonly ProgressUpdateRecord[] {
  const count = UPDATES[index % UPDATES.length]!;
  const end = times.completedOn ?? NOW_DAY - 1;
  return Array.from({ length: count }, (_, at) => {
    const bits = draw.u32(TASK_SLOT.update + at);
    const day = times.assigned + Math.floor(((end - times.assigned) * (count - at)) / count);
    return {
      at: instantText(day, bits),
      byOrgId: author.orgId,
      authorId: author.id,
      authorName: author.name,
      progressPct: Math.floor((progressPct * (count - at)) / count),
      note: `${FICTION} ${NOTES[bits % NOTES.length]!}`,
    };
  });
}
