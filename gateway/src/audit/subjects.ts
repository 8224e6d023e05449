import { drawRandom, hmac } from '@agency-graph/contract';
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { derive } from './derive.js';
import { RecentlyUsed } from '../recently-used.js';
import { spelled, type SubjectName } from '../subject-name.js';
import { openRows, sealRows } from './sealed-rows.js';
import { LOOKUP_BYTES, ROW_BYTES, WRAPPED_BYTES, type SubjectRow, type SubjectTable } from './subject-table.js';

/** The blind names of subjects, from keys that can be destroyed. */
export interface Subjects {
  /** 128 bits, base64url: the same for one subject throughout a month, unlike every other month's. `at` is the record's time. */
  token(subject: SubjectName, at: string): string;
  /** The token of a subject that has a key; null for one that was never recorded, or was erased. Makes no key. */
  known(subject: SubjectName, at: string): string | null;
  /** A key of 32 bytes for what must not outlive any of these subjects, and their rows, which only `openKey` can read. */
  sealKey(subjects: readonly SubjectName[], salt: Buffer): { readonly key: Buffer; readonly rows: Buffer };
  /** The same key again; null once any of them was erased. */
  openKey(rows: Buffer, salt: Buffer): Buffer | null;
  /** The same from lookups, by which subjects were named once. */
  openKeyOf(lookups: readonly Buffer[], salt: Buffer): Buffer | null;
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
  /** Makes lookups, and hides rows in what is sealed: without it nobody can tell whose key a row is, or which is named. */
  readonly lookup: Buffer;
}

/** Tokens kept in memory; about 200 bytes each. */
const KEPT = 100_000;
/** Keys kept in memory, of those for whose lifetime something was sealed; about 400 bytes each. */
const KEPT_KEYS = 2_000;
const KEY_BYTES = 32;
const TOKEN_BYTES = 16;
const IV_BYTES = 12;

interface Subject {
  readonly row: number;
  readonly lookup: Buffer;
  readonly key: Buffer;
}

/** A subject's token, and the month it is of. */
interface Tokened {
  readonly month: string;
  readonly token: string;
}

/**
 * A random key a subject, wrapped by the master key in the table's file. A token is HMAC-SHA-256(token key, month), its
 * first 16 bytes; the token key is HKDF of the subject's.
 */
export function createSubjects(table: SubjectTable, secrets: SubjectSecrets): Subjects {
  // A cipher of Node's wants an object: it takes longer to read raw bytes as a key than for the work with it.
  const master = createSecretKey(secrets.master);
  const tokens = new RecentlyUsed<Tokened>(KEPT);
  const keys = new RecentlyUsed<Subject>(KEPT_KEYS);
  let fresh: Buffer[] = [];

  const lookupOf = (subject: SubjectName): Buffer =>
    hmac(secrets.lookup, Buffer.from(`${subject.of}\n${spelled(subject)}`));

  const wrap = (lookup: Buffer, key: Buffer): Buffer => {
    const iv = drawRandom(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(lookup);
    const row = Buffer.allocUnsafe(ROW_BYTES);
    row.set(lookup, 0);
    row.set(iv, LOOKUP_BYTES);
    row.set(cipher.update(key), LOOKUP_BYTES + IV_BYTES);
    cipher.final();
    row.set(cipher.getAuthTag(), LOOKUP_BYTES + IV_BYTES + KEY_BYTES);
    return row;
  };

  const unwrap = ({ lookup, wrapped }: SubjectRow): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, IV_BYTES)).setAAD(lookup);
    decipher.setAuthTag(wrapped.subarray(IV_BYTES + KEY_BYTES, WRAPPED_BYTES));
    const key = decipher.update(wrapped.subarray(IV_BYTES, IV_BYTES + KEY_BYTES));
    decipher.final();
    return key;
  };

  const find = (subject: SubjectName): Subject | null => {
    const lookup = lookupOf(subject);
    const found = table.find(lookup);
    return found && { row: found.row, lookup, key: unwrap(found) };
  };

  const findOrMake = (subject: SubjectName): Subject => {
    const lookup = lookupOf(subject);
    const found = table.find(lookup);
    if (found !== null) return { row: found.row, lookup, key: unwrap(found) };
    const key = drawRandom(KEY_BYTES);
    const wrapped = wrap(lookup, key);
    fresh.push(wrapped);
    return { row: table.add(wrapped), lookup, key };
  };

  const kept = (subject: SubjectName): Subject => {
    const name = nameOf(subject);
    let known = keys.get(name);
    if (known === undefined) {
      const { row, lookup, key } = findOrMake(subject);
      // What is drawn is a piece of what others are drawn from, which it would keep in memory.
      keys.set(name, (known = { row, lookup, key: Buffer.from(key) }));
    }
    return known;
  };

  /** The token of what `of` finds or makes, if any; remembered by the subject's name. */
  const tokenOf = (subject: SubjectName, at: string, of: (subject: SubjectName) => Subject | null): string | null => {
    const name = nameOf(subject);
    const month = at.slice(0, 7);
    const known = tokens.get(name);
    if (known?.month === month) return known.token;
    const found = of(subject);
    if (found === null) return null;
    const token = hmac(derive(found.key, TOKEN_KEY), Buffer.from(month)).toString('base64url', 0, TOKEN_BYTES);
    tokens.set(name, { month, token });
    return token;
  };

  const openKeyAt = (rows: readonly (SubjectRow | null)[], salt: Buffer): Buffer | null =>
    rows.every((row) => row !== null) ? derive(Buffer.concat(rows.map(unwrap)), SEAL_KEY, salt) : null;

  return {
    token: (subject, at) => tokenOf(subject, at, findOrMake)!,
    known: (subject, at) => tokenOf(subject, at, find),
    sealKey(names, salt) {
      const subjects = [...new Set(names.map(kept))];
      // One order, whatever they were named in: the key is of all of theirs, one after the other.
      subjects.sort((a, b) => Buffer.compare(a.lookup, b.lookup));
      const key = derive(Buffer.concat(subjects.map((one) => one.key)), SEAL_KEY, salt);
      const rows = subjects.map((one) => one.row);
      return { key, rows: sealRows(rows, secrets.lookup, salt) };
    },
    openKey: (rows, salt) => openKeyAt(openRows(rows, secrets.lookup, salt).map(table.at), salt),
    openKeyOf: (lookups, salt) => openKeyAt(lookups.map(table.find), salt),
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
      // However it was spelled; erasures are rare.
      tokens.forget(() => true);
      keys.forget(() => true);
      const lookup = lookupOf(subject);
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

const nameOf = ({ of, id }: SubjectName): string => `${of}\n${id}`;
