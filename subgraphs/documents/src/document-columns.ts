import type { CopyRow } from '@agency-graph/postgres';
import type { DocumentRecord, World } from '@agency-graph/world';

type Value = CopyRow[number];

/** Combining marks of Vietnamese: what `fold` of the database takes away. */
const MARKS = /[\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031B]/gu;

/** `fold` of the database, here because a load of two million rows spends less on it than a database of one core. */
export function foldText(text: string): string {
  const plain = text.normalize('NFD').replace(MARKS, '');
  return plain.replace(/[đĐ]/gu, 'd').replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}

/** The columns of `document` and where a record's value for each comes from. */
export function documentColumns(
  pathOf: (organisationId: string) => string,
): Readonly<Record<string, (document: DocumentRecord) => Value>> {
  return {
    id: (document) => document.id,
    doc_type: (document) => document.docType,
    number: (document) => document.number,
    symbol: (document) => document.symbol,
    term: (document) => document.term,
    abstract: (document) => document.abstract,
    abstract_key: (document) => foldText(document.abstract),
    issuer_id: (document) => document.issuerId,
    issuer_path: (document) => pathOf(document.issuerId),
    issued_on: (document) => document.issuedOn,
    effective_on: (document) => document.effectiveOn,
    status: (document) => document.status,
    replaces_ids: (document) => document.replacesIds,
    signer_name: (document) => document.signerName,
    signer_title: (document) => document.signerTitle,
    signer_id: (document) => document.signerId,
    urgency: (document) => document.urgency,
    circulation: (document) => document.circulation,
    recipient_ids: (document) => document.recipientIds,
    recipient_paths: (document) => document.recipientIds.map(pathOf),
    secrecy: (document) => document.secrecy,
    compartments: (document) => document.compartments,
    secrecy_set_on: (document) => document.secrecySetOn,
    secrecy_until: (document) => document.secrecyUntil,
    content: (document) => document.content,
    attachments: (document) => document.attachments,
    deliveries: (document) => document.deliveries,
    signature_valid: (document) => document.signatureValid,
    file_code: (document) => document.fileCode,
    retention: (document) => document.retention,
  };
}

/** Where each organisation of the world stands, one after the other: `[id, path]`. */
export function* pathsOf(world: World): Iterable<readonly [string, string]> {
  for (const { id, path } of world.organisations()) yield [id, path];
}
