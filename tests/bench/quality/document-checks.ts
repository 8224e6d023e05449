import type { DocumentRecord } from '@agency-graph/world';

/** A document that shares with another what only one may have. */
export interface DocumentIssue {
  readonly id: string;
  readonly code: 'Q22' | 'Q23';
  readonly field: 'number' | 'secrecy';
}

/** What was first met under a key: the others are compared with it, and it is told of once. */
interface First {
  readonly id: string;
  readonly secrecy: string;
  told: boolean;
}

/**
 * Q22: two documents of one issuer, type and term with one number. Q23: one file, by its SHA-256, under two secrecy marks;
 * either may be the wrong one, so both are told of. One pass over all documents; memory grows with their number.
 */
export function* checkDocuments(documents: Iterable<DocumentRecord>): Generator<DocumentIssue> {
  const numbers = new Map<string, First>();
  const files = new Map<string, First>();
  for (const { id, issuerId, docType, term, number, secrecy, attachments } of documents) {
    const numbered = meet(numbers, `${issuerId} ${docType} ${term} ${number}`, { id, secrecy, told: false });
    if (numbered !== undefined) yield* tell(numbered, id, 'Q22', 'number');
    for (const { sha256 } of attachments) {
      const uploaded = meet(files, sha256, { id, secrecy, told: false });
      if (uploaded !== undefined && uploaded.secrecy !== secrecy) yield* tell(uploaded, id, 'Q23', 'secrecy');
    }
  }
}

function meet(known: Map<string, First>, key: string, one: First): First | undefined {
  const first = known.get(key);
  if (first === undefined) known.set(key, one);
  return first;
}

function* tell(first: First, id: string, code: DocumentIssue['code'], field: DocumentIssue['field']) {
  if (!first.told) yield { id: first.id, code, field };
  first.told = true;
  yield { id, code, field };
}
