import type { Defect, DocumentRecord, Secrecy } from './records.js';
import type { Ground } from './ground.js';
import { Draw } from './draw.js';
import { addYears, dateText, parseDay } from './days.js';
import { cleanDocument } from './documents.js';
import { DOC_SLOT } from './document-slots.js';

/** Of the documents with an odd rank and an attachment before them: each pair counts two records. */
const DUPLICATE = 1_000;
const REUPLOAD = 850;

/** What ties a document to the one before it in its series. */
type Tie = 'DUPLICATE' | 'REUPLOAD' | undefined;

/**
 * The document of this index as stored. Only odd ranks are soiled, after the pattern of the even rank before them, so a
 * pattern is never soiled itself; both records of a pair are noted, because an honest detector must report both.
 */
export function documentAt(ground: Ground, index: number, note?: (defect: Defect) => void): DocumentRecord {
  const draw = new Draw(ground.seed, 'document', index + 1);
  const { series, rank } = ground.documents.placeAt(index);
  const draft = cleanDocument(ground, index, draw);
  if (rank % 2 === 0) {
    if (note !== undefined && rank + 1 < series.count) notePattern(ground, index, draft, note);
    return draft;
  }
  const tie = tieOf(ground, index, draw, draft.docType);
  if (tie === undefined) return draft;
  const pattern = patternOf(ground, index);
  if (tie === 'DUPLICATE') {
    note?.({
      recordId: draft.id,
      code: 'Q22',
      field: 'number',
      cleanValue: draft.number,
      dirtyValue: pattern.number,
    });
    draft.number = pattern.number;
    draft.symbol = pattern.symbol;
    return draft;
  }
  if (pattern.attachments.length === 0) return draft;
  const secrecy: Secrecy = otherMark(pattern.secrecy);
  note?.({ recordId: draft.id, code: 'Q23', field: 'secrecy', cleanValue: pattern.secrecy, dirtyValue: secrecy });
  draft.attachments = [{ ...pattern.attachments[0]!, downloadRef: `kho-mau/${draft.id}/1` }];
  draft.abstract = pattern.abstract;
  draft.content = pattern.content;
  draft.secrecy = secrecy;
  draft.compartments = [];
  draft.secrecySetOn = secrecy === 'UNCLASSIFIED' ? null : draft.issuedOn;
  draft.secrecyUntil = secrecy === 'UNCLASSIFIED' ? null : dateText(addYears(parseDay(draft.issuedOn), 10));
  return draft;
}

function tieOf(ground: Ground, index: number, draw: Draw, type: string): Tie {
  // Decisions are what discipline records refer to: their level is part of a promise made elsewhere.
  if (type === 'QUYET_DINH' || ground.documents.isSpecial(index)) return undefined;
  if (draw.happens(DOC_SLOT.duplicate, DUPLICATE)) return 'DUPLICATE';
  return draw.happens(DOC_SLOT.reupload, REUPLOAD) ? 'REUPLOAD' : undefined;
}

function patternOf(ground: Ground, index: number): DocumentRecord {
  const before = ground.documents.neighbour(index, -1);
  return cleanDocument(ground, before, new Draw(ground.seed, 'document', before + 1));
}

function notePattern(ground: Ground, index: number, draft: DocumentRecord, note: (defect: Defect) => void): void {
  const after = ground.documents.neighbour(index, 1);
  const tie = tieOf(ground, after, new Draw(ground.seed, 'document', after + 1), draft.docType);
  if (tie === 'DUPLICATE') {
    note({ recordId: draft.id, code: 'Q22', field: 'number', cleanValue: draft.number, dirtyValue: draft.number });
  } else if (tie === 'REUPLOAD' && draft.attachments.length > 0) {
    note({ recordId: draft.id, code: 'Q23', field: 'secrecy', cleanValue: draft.secrecy, dirtyValue: draft.secrecy });
  }
}

/** A classified document comes back without its mark, an open one with a mark it never had. */
function otherMark(secrecy: Secrecy): Secrecy {
  return secrecy === 'UNCLASSIFIED' ? 'CONFIDENTIAL' : 'UNCLASSIFIED';
}
