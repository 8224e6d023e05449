import type { FeedbackRecord } from './records.js';
import type { Ground } from './ground.js';
import { Draw } from './draw.js';
import { dateText, NOW_DAY } from './days.js';
import { choose, weighted } from './weighted.js';
import { pad } from './text.js';
import { canary } from './canary.js';
import { FICTION } from './document-text.js';
import { fullName } from './names.js';
import { isCanary } from './pairs.js';
import { taskAt, taskIdAt, taskIndex, taskSecrecy } from './tasks.js';
import { RESOLUTIONS } from './document-fixtures.js';

const SLOT = {
  kind: 0,
  submitter: 1,
  name: 2,
  contact: 8,
  subject: 9,
  task: 10,
  received: 11,
  handler: 12,
  status: 13,
  leak: 14,
};
const KINDS = weighted<FeedbackRecord['kind']>([
  ['REFLECTION', 40],
  ['RECOMMENDATION', 30],
  ['INITIATIVE', 20],
  ['SOLUTION', 10],
]);
const SUBMITTERS = weighted<FeedbackRecord['submitterKind']>([
  ['CITIZEN', 70],
  ['BUSINESS', 22],
  ['ORGANISATION', 8],
]);
const STATUSES = weighted<FeedbackRecord['status']>([
  ['ANSWERED', 32],
  ['CLOSED', 14],
  ['IN_PROGRESS', 18],
  ['FORWARDED', 12],
  ['CLASSIFIED', 8],
  ['RECEIVED', 8],
  ['DUPLICATE', 4],
  ['OUT_OF_SCOPE', 4],
]);
const SUBJECTS = [
  'Góp ý về thủ tục trực tuyến',
  'Kiến nghị về kết nối dữ liệu',
  'Sáng kiến dùng chung nền tảng',
  'Phản ánh thời gian xử lý',
  'Giải pháp giảm giấy tờ',
  'Đề nghị công khai tiến độ',
] as const;
const FIXTURE = 'F-0123';
/** Opinions are few: every seventh carries canaries, 51 of 357. */
const CANARY_STEP = 7;
/** One in eight writes a phone number or a name into the free text. */
const LEAKS = 120_000;

/** Numbers run from 1; the smallest world ends with F-0123, so that the fixture exists. */
function feedbackIdAt(feedback: number, index: number): string {
  return `F-${pad(Math.max(0, 123 - feedback) + index + 1, 4)}`;
}

export function feedbackIndex(feedback: number, id: string): number | undefined {
  if (!/^F-\d{4}$/u.test(id)) return undefined;
  const index = Number(id.slice(2)) - Math.max(0, 123 - feedback) - 1;
  return index >= 0 && index < feedback ? index : undefined;
}

export function feedbackAt(ground: Ground, index: number): FeedbackRecord {
  const { volumes, seed } = ground;
  const id = feedbackIdAt(volumes.feedback, index);
  const fixture = id === FIXTURE;
  const draw = new Draw(seed, 'feedback', id);
  const taskId = fixture ? 'T-0100' : taskOf(ground, draw);
  const task = taskId === null ? undefined : taskAt(ground, taskIndex(volumes.tasks, taskId)!);
  const status = fixture ? 'IN_PROGRESS' : choose(STATUSES, draw.u32(SLOT.status));
  const answered = status === 'ANSWERED' || status === 'CLOSED';
  const name = fullName(draw, SLOT.name);
  const submitterKind = choose(SUBMITTERS, draw.u32(SLOT.submitter));
  const phone = `0000${pad(draw.below(SLOT.contact, 1_000_000), 6)}`;
  const subject = draw.pick(SLOT.subject, SUBJECTS);
  const leak = draw.happens(SLOT.leak, LEAKS) ? ` Liên hệ: ${draw.u32(SLOT.leak) & 1 ? phone : name}.` : '';
  const planted = isCanary(index + 1, CANARY_STEP) || fixture;
  const mark = (field: string): string => canary(seed, field, id);
  return {
    id,
    kind: choose(KINDS, draw.u32(SLOT.kind)),
    submitterKind,
    submitterName: planted
      ? mark('submitterName')
      : submitterKind === 'CITIZEN'
        ? name
        : `Đơn vị Mẫu ${draw.hex8(SLOT.name)}`,
    submitterContact: planted
      ? mark('submitterContact')
      : draw.u32(SLOT.submitter) & 1
        ? phone
        : `y-kien-${index}@g07.dang.example`,
    subject: `${FICTION} ${subject}`,
    content: `${FICTION} ${subject}: đề nghị cơ quan xem xét, trả lời trong thời hạn.${leak}${planted ? ` ${mark('feedbackContent')}` : ''}`,
    resolutionId: task?.basisId ?? (draw.u32(SLOT.task) & 1 ? null : `D-NQ${draw.pick(SLOT.task, RESOLUTIONS).number}`),
    taskId,
    receivedOn: dateText(NOW_DAY - 2 - draw.below(SLOT.received, 300)),
    handledById: fixture || draw.below(SLOT.handler, 10) < 4 ? 'VPTW' : (task?.leadOrgId ?? 'VPTW'),
    status,
    reply: answered ? `${FICTION} Đã tiếp nhận và trả lời người gửi bằng văn bản.` : null,
    publicReply: answered ? `${FICTION} Nội dung đã được tiếp thu, kết quả đăng trên trang theo dõi nhiệm vụ.` : null,
  };
}

/** Seven in ten are about a task, always one that may be named in public. */
function taskOf(ground: Ground, draw: Draw): string | null {
  const { tasks } = ground.volumes;
  const bits = draw.u32(SLOT.task);
  if (bits % 10 >= 7) return null;
  let index = Math.floor(bits / 16) % tasks;
  while (taskSecrecy(tasks, index) !== 'UNCLASSIFIED') index = (index + 1) % tasks;
  return taskIdAt(tasks, index);
}
