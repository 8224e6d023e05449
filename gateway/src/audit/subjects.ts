import { drawRandom } from '@agency-graph/contract';
import { createCipheriv, createDecipheriv, createHmac, createSecretKey } from 'node:crypto';
import { deriveOnce, hmacOnce } from './hmac.js';
import { RecentlyUsed } from '../recently-used.js';
import { LOOKUP_BYTES, WRAPPED_BYTES, type SubjectTable } from './subject-table.js';

/** Whom a record may name only by a blind token: of what type, under which id. */
export interface SubjectName {
  /** A type, or the field whose value the id is. */
  readonly of: string;
  readonly id: string;
}

/** The blind names of subjects, from keys that can be destroyed. */
export interface Subjects {
  /** 128 bits, base64url: the same for one subject throughout a month, unlike every other month's. `at` is the record's time. */
  token(subject: SubjectName, at: string): string;
  /** The token of a subject that has a key; null for one that was never recorded, or was erased. Makes no key. */
  known(subject: SubjectName, at: string): string | null;
  /** A key for what must not outlive any of these subjects, and their lookups. 32 bytes. */
  sealKey(
    subjects: readonly SubjectName[],
    salt: Buffer,
  ): { readonly key: Buffer; readonly lookups: readonly Buffer[] };
  /** The same key again from lookups; null once any of them was erased. */
  openKey(lookups: readonly Buffer[], salt: Buffer): Buffer | null;
  /** Rows of keys made since the last time: they must be on the disk before any record that needs them. */
  takeNew(): NewRows | null;
  /** Forgets a subject; returns the row of its key, which must be destroyed, or null. */
  forget(subject: SubjectName): number | null;
}

/** Rows to be written into the key file, from row `first` on. */
export interface NewRows {
  readonly first: number;
  readonly bytes: Buffer;
  /** To be called when they are on the disk. */
  readonly written: () => void;
}

/** Secrets of the log that never leave its node. 32 bytes each. */
export interface SubjectSecrets {
  /** Wraps subjects' keys. */
  readonly master: Buffer;
  /** Makes lookups: without it nobody can tell whose key a row is. */
  readonly lookup: Buffer;
}

/** Subjects kept in memory, keys and token; about 400 bytes each. */
const KEPT = 100_000;
const KEY_BYTES = 32;
const TOKEN_BYTES = 16;
const IV_BYTES = 12;

interface Subject {
  readonly lookup: Buffer;
  readonly key: Buffer;
  month: string;
  token: string;
}

/**
 * A random key a subject, wrapped by the master key in the table's file. A token is HMAC-SHA-256(token key, month), its
 * first 16 bytes; the token key is HKDF of the subject's.
 */
export function createSubjects(table: SubjectTable, secrets: SubjectSecrets): Subjects {
  // Keys as objects throughout: Node takes longer to read raw bytes as a key than for the work with it.
  const [master, lookupKey] = [createSecretKey(secrets.master), createSecretKey(secrets.lookup)];
  const kept = new RecentlyUsed<Subject>(KEPT);
  let fresh: Buffer[] = [];

  const lookupOf = ({ of, id }: SubjectName): Buffer =>
    createHmac('sha256', lookupKey)
      .update(`${of}\n${normalised(of, id)}`)
      .digest();

  const wrap = (lookup: Buffer, key: Buffer): Buffer => {
    const iv = drawRandom(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(lookup);
    return Buffer.concat([lookup, iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  };

  const unwrap = (lookup: Buffer, wrapped: Buffer): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, IV_BYTES)).setAAD(lookup);
    decipher.setAuthTag(wrapped.subarray(IV_BYTES + KEY_BYTES, WRAPPED_BYTES));
    return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES, IV_BYTES + KEY_BYTES)), decipher.final()]);
  };

  const keep = (name: string, subject: Subject): Subject => {
    kept.set(name, subject);
    return subject;
  };

  const find = (subject: SubjectName): Subject | null => {
    const name = `${subject.of}\n${subject.id}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const lookup = lookupOf(subject);
    const found = table.find(lookup);
    return found && keep(name, { lookup, key: unwrap(lookup, found.wrapped), month: '', token: '' });
  };

  const findOrMake = (subject: SubjectName): Subject => {
    const name = `${subject.of}\n${subject.id}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const lookup = lookupOf(subject);
    const found = table.find(lookup);
    if (found !== null) return keep(name, { lookup, key: unwrap(lookup, found.wrapped), month: '', token: '' });
    const key = Buffer.from(drawRandom(KEY_BYTES));
    const row = wrap(lookup, key);
    table.add(row);
    fresh.push(row);
    return keep(name, { lookup, key, month: '', token: '' });
  };

  const tokenOf = (subject: Subject, at: string): string => {
    const month = at.slice(0, 7);
    if (subject.month !== month) {
      const made = hmacOnce(deriveOnce(subject.key, TOKEN_KEY), Buffer.from(month));
      subject.token = made.toString('base64url', 0, TOKEN_BYTES);
      subject.month = month;
    }
    return subject.token;
  };

  return {
    token: (subject, at) => tokenOf(findOrMake(subject), at),
    known(subject, at) {
      const found = find(subject);
      return found && tokenOf(found, at);
    },
    sealKey(names, salt) {
      const subjects = [...new Set(names.map(findOrMake))];
      subjects.sort((a, b) => Buffer.compare(a.lookup, b.lookup));
      const key = deriveOnce(Buffer.concat(subjects.map((one) => one.key)), SEAL_KEY, salt);
      return { key, lookups: subjects.map((one) => one.lookup) };
    },
    openKey(lookups, salt) {
      const keys: Buffer[] = [];
      for (const lookup of lookups) {
        if (lookup.length !== LOOKUP_BYTES) return null;
        const found = table.find(lookup);
        if (found === null) return null;
        keys.push(unwrap(lookup, found.wrapped));
      }
      return deriveOnce(Buffer.concat(keys), SEAL_KEY, salt);
    },
    takeNew() {
      if (fresh.length === 0) return null;
      const rows = {
        first: table.rows - fresh.length,
        bytes: Buffer.concat(fresh),
        written: () => table.written(below),
      };
      const below = table.rows;
      fresh = [];
      return rows;
    },
    forget(subject) {
      const lookup = lookupOf(subject);
      // However it was spelled.
      kept.forget((one) => one.lookup.equals(lookup));
      const found = table.find(lookup);
      if (found === null) return null;
      table.remove(lookup);
      return found.row;
    },
  };
}

/** What the key of tokens is derived for (HKDF's info, and the number of its only block). */
const TOKEN_KEY = Buffer.from('agency-graph/audit token\u0001');
/** The same, of keys that seal. */
const SEAL_KEY = Buffer.from('agency-graph/audit seal\u0001');

/** One spelling: a text that is searched by is the same however it was typed; an id is what its agency says. */
function normalised(of: string, id: string): string {
  const text = id.normalize('NFC').trim();
  return of.includes('.') ? text.replaceAll(/\s+/g, ' ').toLowerCase() : text;
}
