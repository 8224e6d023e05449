import type { AttachmentRecord, Compartment, DeliveryRecord, DocumentRecord, Secrecy } from './records.js';
import type { Ground } from './ground.js';
import type { Standing } from './standing-organisations.js';
import { Draw } from './draw.js';
import { addYears, dateText, instantText, NOW_DAY, parseDay } from './days.js';
import { choose, weighted } from './weighted.js';
import { pad } from './text.js';
import { memberId } from './membership.js';
import { cleanName } from './clean-name.js';
import { caseLevel, documentId } from './document-layout.js';
import { DOCUMENT_FIXTURES } from './document-fixtures.js';
import { content, FICTION, subject } from './document-text.js';
import { canary, canaryStep } from './canary.js';
import { isCanary } from './pairs.js';

export type DocumentDraft = { -readonly [K in keyof DocumentRecord]: DocumentRecord[K] };

/** Slots of kind `document`. */
export const DOC_SLOT = {
  subject: 0,
  content: 1,
  secrecy: 2,
  compartments: 3,
  circulation: 4,
  urgency: 5,
  status: 6,
  signer: 7,
  recipients: 8,
  recipientFirst: 9,
  shortened: 10,
  attachments: 11,
  sent: 12,
  received: 13,
  retention: 14,
  signature: 15,
  duplicate: 16,
  reupload: 17,
  hash: 20, // … 35
  message: 40, // … 59
} as const;

const SECRECY = weighted<Secrecy>([
  ['UNCLASSIFIED', 820],
  ['CONFIDENTIAL', 140],
  ['SECRET', 35],
  ['TOP_SECRET', 5],
]);
const URGENCY = weighted<DocumentRecord['urgency']>([
  ['THUONG', 88],
  ['KHAN', 8],
  ['THUONG_KHAN', 3],
  ['HOA_TOC', 1],
]);
const OPEN_CIRCULATION = weighted<DocumentRecord['circulation']>([
  ['PUBLIC', 25],
  ['PARTY_INTERNAL', 50],
  ['RECIPIENTS_ONLY', 24],
  ['RETURN_AFTER_MEETING', 1],
]);
const CLASSIFIED_CIRCULATION = weighted<DocumentRecord['circulation']>([
  ['RECIPIENTS_ONLY', 85],
  ['RETURN_AFTER_MEETING', 15],
]);
const STATUS = weighted<DocumentRecord['status']>([
  ['IN_FORCE', 94],
  ['AMENDED', 3],
  ['REPEALED', 2],
  ['DRAFT', 1],
]);
const RETENTION = ['Vĩnh viễn', '20 năm', '10 năm', '5 năm'] as const;
/** Years for which a level holds, from the day it was set (state-secrets law, art. 19). */
const PROTECTION: Readonly<Record<Secrecy, number>> = { UNCLASSIFIED: 0, CONFIDENTIAL: 10, SECRET: 20, TOP_SECRET: 30 };
const SHORTENED = 100_000;
const COMPARTMENTS: readonly Compartment[] = ['NHAN_SU', 'KIEM_TRA', 'DOI_NGOAI', 'AN_NINH', 'TAI_CHINH'];

/** The document of this index, without defects. */
export function cleanDocument(ground: Ground, index: number, draw: Draw): DocumentDraft {
  const { series, rank, number, day } = ground.documents.placeAt(index);
  const issuer = ground.table.standing[series.issuer]!;
  const mark = secrecyAt(ground, index, draw, issuer, series.type.type, rank, day);
  const id = documentId(index);
  const theme = subject(draw, DOC_SLOT.subject);
  const open = mark.secrecy === 'UNCLASSIFIED';
  const leaders = ground.leaders.of(series.issuer);
  const signer = leaders[draw.below(DOC_SLOT.signer, leaders.length)]!;
  const recipientIds = recipientsOf(ground, draw, issuer);
  const replaced = rank % 40 === 38 && rank + 1 < series.count;
  const isCase = issuer.kind === 'INSPECTION_COMMISSION' && series.type.type === 'QUYET_DINH';
  const draft: DocumentDraft = {
    id,
    docType: series.type.type,
    number,
    symbol: symbolOf(number, series.type.short, issuer),
    term: series.term.name,
    abstract: `${FICTION} ${series.type.title} về ${isCase ? 'xem xét một trường hợp' : theme}`,
    issuerId: issuer.id,
    issuedOn: dateText(day),
    effectiveOn: series.type.type === 'CONG_VAN' ? null : dateText(day),
    status: replaced ? 'REPLACED' : choose(STATUS, draw.u32(DOC_SLOT.status)),
    replacesIds: rank % 40 === 39 ? [documentId(ground.documents.neighbour(index, -1))] : NO_IDS,
    signerName: cleanName(ground, signer.member),
    signerTitle: signer.title,
    signerId: memberId(signer.member),
    urgency: choose(URGENCY, draw.u32(DOC_SLOT.urgency)),
    circulation: choose(open ? OPEN_CIRCULATION : CLASSIFIED_CIRCULATION, draw.u32(DOC_SLOT.circulation)),
    recipientIds,
    ...mark,
    content: content(draw, DOC_SLOT.content),
    attachments: attachmentsOf(draw, id),
    signatureValid: !draw.happens(DOC_SLOT.signature, 5_000),
    deliveries: deliveriesOf(draw, recipientIds, day),
    fileCode: `HS-${dateText(day).slice(0, 4)}-${pad(draw.below(DOC_SLOT.retention, 9999) + 1, 4)}`,
    retention: draw.pick(DOC_SLOT.retention, RETENTION),
  };
  if (isCanary(index + 1, canaryStep(ground.volumes.documents))) plantCanaries(ground.seed, draft);
  return draft;
}

/** The fixture of this place among the fixtures. */
export function fixtureDocument(ground: Ground, at: number): DocumentRecord {
  const fixture = DOCUMENT_FIXTURES[at]!;
  const draw = new Draw(ground.seed, 'document', fixture.id);
  const index = ground.standingIndex(fixture.issuerId);
  const issuer = ground.table.standing[index]!;
  const signer = ground.leaders.of(index)[0]!;
  const day = parseDay(fixture.issuedOn);
  const { subject: theme, short, ...fixed } = fixture;
  const draft: DocumentDraft = {
    ...fixed,
    symbol: symbolOf(fixture.number, short, issuer),
    abstract: `${FICTION} ${short}: ${theme}`,
    effectiveOn: fixture.issuedOn,
    status: 'IN_FORCE',
    replacesIds: NO_IDS,
    signerName: cleanName(ground, signer.member),
    signerTitle: signer.title,
    signerId: memberId(signer.member),
    urgency: 'THUONG',
    content: content(draw, DOC_SLOT.content),
    attachments: [attachment(draw, fixture.id, 0)],
    signatureValid: true,
    deliveries: deliveriesOf(draw, fixture.recipientIds, day),
    fileCode: `HS-${fixture.issuedOn.slice(0, 4)}-0001`,
    retention: 'Vĩnh viễn',
  };
  if (fixture.secrecy !== 'UNCLASSIFIED') plantCanaries(ground.seed, draft);
  return draft;
}

const NO_IDS: readonly string[] = [];

type Mark = Pick<DocumentRecord, 'secrecy' | 'compartments' | 'secrecySetOn' | 'secrecyUntil'>;
const OPEN_MARK: Mark = { secrecy: 'UNCLASSIFIED', compartments: [], secrecySetOn: null, secrecyUntil: null };

function secrecyAt(
  ground: Ground,
  index: number,
  draw: Draw,
  issuer: Standing,
  type: string,
  rank: number,
  day: number,
): Mark {
  if (issuer.kind === 'INSPECTION_COMMISSION' && type === 'QUYET_DINH') {
    return markFrom(caseLevel(rank), ['KIEM_TRA'], day);
  }
  const { expiring, raised } = ground.volumes;
  const special = ground.documents.specialPlace(index);
  if (special !== undefined) return specialMark(special, expiring, raised, day);
  const level = choose(SECRECY, draw.u32(DOC_SLOT.secrecy));
  if (level === 'UNCLASSIFIED') return OPEN_MARK;
  const mark = markFrom(level, compartmentsOf(draw, issuer, level), day);
  if (!draw.happens(DOC_SLOT.shortened, SHORTENED)) return mark;
  // Activity secrets state a shorter period; it may not end near the clock, where exactly the expiring ones do.
  const until = day + 365 + (draw.u32(DOC_SLOT.shortened) % 1800);
  return { ...mark, secrecyUntil: dateText(Math.abs(until - NOW_DAY) <= 31 ? until + 70 : until) };
}

/** The first places end soon, the next were raised and the last lowered in the last fifteen days. */
function specialMark(special: number, expiring: number, raised: number, day: number): Mark {
  if (special < expiring) return expiringMark(special, expiring, day);
  const turn = special - expiring;
  const setOn = recent(turn, day);
  if (turn < raised - 1) return markFrom(turn % 2 === 0 ? 'SECRET' : 'CONFIDENTIAL', [], setOn);
  if (turn % 2 === 0) return markFrom('CONFIDENTIAL', [], setOn);
  return { ...OPEN_MARK, secrecySetOn: dateText(setOn), secrecyUntil: dateText(setOn) };
}

/** Ends within thirty days of the clock, before or after it. */
function expiringMark(turn: number, expiring: number, day: number): Mark {
  const wanted = NOW_DAY - 30 + Math.floor((61 * turn) / expiring);
  const until = wanted > day ? wanted : NOW_DAY + 1 + (turn % 30);
  return { ...markFrom(turn % 4 === 3 ? 'SECRET' : 'CONFIDENTIAL', [], day), secrecyUntil: dateText(until) };
}

/** A day of the last fifteen, not before the document's own. */
function recent(turn: number, day: number): number {
  return Math.max(NOW_DAY - 1 - (turn % 14), Math.min(day, NOW_DAY));
}

function markFrom(secrecy: Secrecy, compartments: readonly Compartment[], setOn: number): Mark {
  if (secrecy === 'UNCLASSIFIED') return OPEN_MARK;
  const until = addYears(setOn, PROTECTION[secrecy]);
  return { secrecy, compartments, secrecySetOn: dateText(setOn), secrecyUntil: dateText(until) };
}

function compartmentsOf(draw: Draw, issuer: Standing, level: Secrecy): readonly Compartment[] {
  const own = issuer.functions.includes('ORG_WORK')
    ? 0
    : issuer.functions.includes('INSPECTION')
      ? 1
      : draw.below(DOC_SLOT.compartments, 5);
  const lot = draw.u32(DOC_SLOT.compartments) % 100;
  if (lot >= (level === 'CONFIDENTIAL' ? 40 : 80)) return OPEN_MARK.compartments;
  const one = COMPARTMENTS[own]!;
  return level === 'TOP_SECRET' ? [one, COMPARTMENTS[(own + 2) % 5]!] : [one];
}

/** `57-NQ/TWG`; a province's committee writes TUG, a commune's ĐUG, their bodies put their own initials before it. */
function symbolOf(number: number, short: string, issuer: Standing): string {
  const own = issuer.id === 'TWG' ? '' : issuer.id.replace(/^G\d\d\./u, '').replace(/TW$/u, '');
  const suffix =
    issuer.level === 'CENTRAL'
      ? `${own}TWG`
      : issuer.level === 'COMMUNE'
        ? 'ĐUG'
        : `${issuer.kind === 'COMMITTEE' ? '' : own}TUG`;
  return `${pad(number, 2)}-${short}/${suffix}`;
}

/** The body above, and some of those below: provinces for the centre, communes for a province, a unit for a commune. */
function recipientsOf(ground: Ground, draw: Draw, issuer: Standing): readonly string[] {
  const bits = draw.u32(DOC_SLOT.recipients);
  if (issuer.level === 'CENTRAL') {
    const list = spread(ground.provinces, 1 + (bits % 5), draw.u32(DOC_SLOT.recipientFirst)).map(({ code }) => code);
    return issuer.id !== 'VPTW' && bits >>> 30 === 0 ? [...list, 'VPTW'] : list;
  }
  const province = ground.provinces.find(({ code }) => issuer.adminUnitCode?.startsWith(code) === true)!;
  if (issuer.level === 'COMMUNE') return bits >>> 30 === 0 ? [province.code, `${issuer.id}.K01`] : [province.code];
  const list = spread(province.communes, 1 + (bits % 4), draw.u32(DOC_SLOT.recipientFirst)).map(
    ({ ordinal }) => `${province.code}.C${pad(ordinal, 3)}`,
  );
  return bits >>> 30 === 0 ? [...list, 'TWG'] : list;
}

/** Some distinct items of a list, starting anywhere. */
function spread<T>(list: readonly T[], count: number, bits: number): readonly T[] {
  const first = bits % list.length;
  return Array.from({ length: Math.min(count, list.length) }, (_, index) => list[(first + index) % list.length]!);
}

function attachmentsOf(draw: Draw, id: string): readonly AttachmentRecord[] {
  const lot = draw.below(DOC_SLOT.attachments, 10);
  if (lot < 4) return [];
  const first = attachment(draw, id, 0);
  return lot < 9 ? [first] : [first, attachment(draw, id, 1)];
}

function attachment(draw: Draw, id: string, at: number): AttachmentRecord {
  const slot = DOC_SLOT.hash + at * 8;
  let sha256 = '';
  for (let index = 0; index < 8; index += 1) sha256 += draw.hex8(slot + index);
  return {
    fileName: `phu-luc-${at + 1}.pdf`,
    mediaType: 'application/pdf',
    sizeBytes: 20_000 + (draw.u32(slot) % 2_000_000),
    sha256,
    downloadRef: `kho-mau/${id}/${at + 1}`,
  };
}

function deliveriesOf(draw: Draw, recipientIds: readonly string[], day: number): readonly DeliveryRecord[] {
  const bits = draw.u32(DOC_SLOT.sent);
  const sentAt = instantText(day, bits);
  return recipientIds.map((toId, index) => {
    const message = draw.u32(DOC_SLOT.message + index);
    const late = message % 20 === 0;
    return {
      toId,
      messageId: `MSG-${message.toString(16).padStart(8, '0')}`,
      sentAt,
      receivedAt: late ? null : instantText(day + 1, message >>> 8),
    };
  });
}

function plantCanaries(seed: string, draft: DocumentDraft): void {
  draft.content = `${draft.content} ${canary(seed, 'content', draft.id)}`;
  draft.fileCode = canary(seed, 'fileCode', draft.id);
  if (draft.secrecy !== 'UNCLASSIFIED') draft.abstract = `${draft.abstract} ${canary(seed, 'abstract', draft.id)}`;
}
