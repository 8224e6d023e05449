import { drawRandom } from '@agency-graph/contract';
import { BLIND_BYTES, canonicalJson, commitment, type CanonicalValue } from '@agency-graph/ledger';
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import type { SubjectName } from '../subject-name.js';
import { SEALED_ROW_BYTES } from './sealed-rows.js';
import { LOOKUP_BYTES } from './subject-table.js';
import type { Subjects } from './subjects.js';

/** Details of a record that only two persons together may read, and that must not outlive these subjects. */
export interface Details {
  readonly values: Readonly<Record<string, CanonicalValue>>;
  readonly subjects: readonly SubjectName[];
}

/** What stands in the record, and what stands sealed before it. */
export interface Sealed {
  /** Commitment, base64url, by path. */
  readonly commitments: Readonly<Record<string, string>>;
  readonly frame: Buffer;
}

/** What was sealed under one path: enough to compute the commitment again. */
export interface Disclosure {
  readonly path: string;
  readonly value: CanonicalValue;
  /** base64url, 32 bytes. */
  readonly blind: string;
}

/**
 * Why what was sealed stays shut: a key that it was sealed with is there no more, for a subject was erased; or it is not
 * what was sealed for this record.
 */
export type Shut = 'ERASED' | 'CHANGED';

const COUNT_BYTES = 2;
/** In the count of subjects: the frame names them by sealed rows. An older one has their lookups, which never change. */
const BY_ROWS = 0x80_00;
const SALT_BYTES = 16;
const IV = Buffer.alloc(12);
const TAG_BYTES = 16;

/**
 * Seals details of the record that gets `index`: AES-256-GCM under a key of all the subjects' keys and a salt that is
 * used once, with origin and index as what is authenticated. Once one subject is erased nobody opens it any more.
 * Nothing in the frame tells that another one names the same subject.
 */
export function seal(details: Details, origin: string, index: number, subjects: Subjects): Sealed {
  const disclosures = Object.entries(details.values).map(([path, value]) => ({
    path,
    value,
    blind: drawRandom(BLIND_BYTES),
  }));
  const salt = drawRandom(SALT_BYTES);
  const { key, rows } = subjects.sealKey(details.subjects, salt);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), IV).setAAD(aadOf(origin, index));
  const plain = disclosures.map(({ path, value, blind }) => ({ path, value, blind: blind.toString('base64url') }));
  const box = Buffer.concat([cipher.update(canonicalJson(plain)), cipher.final(), cipher.getAuthTag()]);
  const count = Buffer.alloc(COUNT_BYTES);
  count.writeUInt16BE(BY_ROWS + rows.length / SEALED_ROW_BYTES);
  const commitments = disclosures.map(
    ({ path, value, blind }) => [path, commitment(path, value, blind).toString('base64url')] as const,
  );
  return { commitments: Object.fromEntries(commitments), frame: Buffer.concat([count, rows, salt, box]) };
}

/** Opens what was sealed for a record, or says why it stays shut. */
export function unseal(frame: Buffer, origin: string, index: number, subjects: Subjects): readonly Disclosure[] | Shut {
  if (frame.length < COUNT_BYTES) return 'CHANGED';
  const count = frame.readUInt16BE(0);
  const byRows = count >= BY_ROWS;
  const saltAt = COUNT_BYTES + (byRows ? (count - BY_ROWS) * SEALED_ROW_BYTES : count * LOOKUP_BYTES);
  const boxAt = saltAt + SALT_BYTES;
  if (frame.length < boxAt + TAG_BYTES) return 'CHANGED';
  const names = frame.subarray(COUNT_BYTES, saltAt);
  const salt = frame.subarray(saltAt, boxAt);
  const key = byRows ? subjects.openKey(names, salt) : subjects.openKeyOf(lookupsIn(names), salt);
  if (key === null) return 'ERASED';
  const box = frame.subarray(boxAt);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, IV).setAAD(aadOf(origin, index));
    decipher.setAuthTag(box.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(box.subarray(0, -TAG_BYTES)), decipher.final()]);
    return JSON.parse(plain.toString('utf8')) as Disclosure[];
  } catch {
    return 'CHANGED';
  }
}

const lookupsIn = (names: Buffer): Buffer[] =>
  Array.from({ length: names.length / LOOKUP_BYTES }, (_, at) =>
    names.subarray(at * LOOKUP_BYTES, (at + 1) * LOOKUP_BYTES),
  );

const aadOf = (origin: string, index: number): Buffer => Buffer.from(`${origin}\n${index}`);
