import type { AttachmentRecord, DeliveryRecord, DocumentRecord } from './records.js';
import type { Ground } from './ground.js';
import type { Standing } from './standing-organisations.js';
import { Draw } from './draw.js';
import { dateText, instantText, parseDay } from './days.js';
import { choose, weighted } from './weighted.js';
import { pad } from './text.js';
import { memberId } from './membership.js';
import { cleanName } from './clean-name.js';
import { documentId } from './document-layout.js';
import { DOCUMENT_FIXTURES } from './document-fixtures.js';
import { secrecyAt } from './document-secrecy.js';
import { DOC_SLOT } from './document-slots.js';
import { content, FICTION, subject } from './document-text.js';
import { canary, canaryStep } from './canary.js';
import { isCanary } from './pairs.js';

export type DocumentDraft = { -readonly [K in keyof DocumentRecord]: DocumentRecord[K] };

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
