import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A row of the key file: the subject's lookup, and its key wrapped: iv 12 · key 32 · tag 16. Bytes. */
export const LOOKUP_BYTES = 32;
export const WRAPPED_BYTES = 60;
export const ROW_BYTES = LOOKUP_BYTES + WRAPPED_BYTES;

/** How much of the file is read at a time when it is opened. */
const PIECE = 16_384 * ROW_BYTES;
/** Rows that are read at once, about 4 KiB, and how many such pages are kept. */
const PAGE_ROWS = 44;
const MOST_PAGES = 256;
/** In place of a row number + 1. */
const FREE = 0;
const DESTROYED = 0xff_ff_ff_ff;

/** A subject's row of the key file. */
export interface SubjectRow {
  readonly row: number;
  readonly lookup: Buffer;
  readonly wrapped: Buffer;
}

/** Where each subject's key stands in the key file. A row is one subject's for ever, also once it is destroyed. */
export interface SubjectTable {
  /** Rows of the file, destroyed ones among them. */
  readonly rows: number;
  /** The row of a subject, or null. */
  find(lookup: Buffer): SubjectRow | null;
  /** The row of this number; null when it was destroyed, or is none. */
  at(row: number): SubjectRow | null;
  /** Takes note of a row that is about to be written behind the last one; returns its number. */
  add(row: Buffer): number;
  /** Rows below this number are in the file. */
  written(below: number): void;
  /** From now on the row is nobody's. */
  remove(lookup: Buffer): void;
  close(): void;
}

/**
 * Reads the key file once and keeps, by open addressing, which row each subject has: 12 bytes a slot. Rows that were destroyed are
 * zeroes. A torn row at the end was never used by a record that was answered, and is written over.
 */
export function openSubjectTable(path: string): SubjectTable {
  const file = openSync(path, 'a+', 0o600);
  let rows = 0;
  let taken = 0;
  let slots = createSlots(Math.floor(fstatSync(file).size / ROW_BYTES));
  /** Rows that are on their way to the file. */
  const unwritten = new Map<number, Buffer>();
  /** Rows that were removed since: the file may still have them. */
  const removed = new Set<number>();

  /** Rows below this one are in the file. */
  let inFile = 0;
  /** Whole pages of the file that were read last, by number: whom one answer was about stand side by side in it. */
  const pages = new Map<number, Buffer>();

  const read = (row: number): Buffer => {
    const known = unwritten.get(row);
    if (known !== undefined) return known;
    const number = Math.floor(row / PAGE_ROWS);
    const page = pages.get(number) ?? readPage(number);
    const at = (row - number * PAGE_ROWS) * ROW_BYTES;
    return page.subarray(at, at + ROW_BYTES);
  };

  const readPage = (number: number): Buffer => {
    const first = number * PAGE_ROWS;
    const page = Buffer.allocUnsafeSlow(Math.min(PAGE_ROWS, inFile - first) * ROW_BYTES);
    if (readSync(file, page, 0, page.length, first * ROW_BYTES) !== page.length)
      throw new Error('the key file was cut');
    if (page.length < PAGE_ROWS * ROW_BYTES) return page;
    pages.set(number, page);
    if (pages.size > MOST_PAGES) pages.delete(pages.keys().next().value!);
    return page;
  };

  /** The slot that has the subject, with its row, or the free one where it would stand. */
  const search = (lookup: Buffer): { readonly slot: number; readonly bytes: Buffer | null } => {
    const { rowOf, marks, homes } = slots;
    const [mark, home] = [lookup.readUInt32BE(0), lookup.readUInt32BE(4)];
    for (let slot = home % rowOf.length; ; slot = (slot + 1) % rowOf.length) {
      const row = rowOf[slot]!;
      if (row === FREE) return { slot, bytes: null };
      if (row === DESTROYED || marks[slot] !== mark || homes[slot] !== home) continue;
      const bytes = read(row - 1);
      if (bytes.subarray(0, LOOKUP_BYTES).equals(lookup)) return { slot, bytes };
    }
  };

  /** Without looking whether it is there already. */
  const insert = (mark: number, home: number, row: number): void => {
    const { rowOf, marks, homes } = slots;
    let slot = home % rowOf.length;
    while (rowOf[slot] !== FREE) slot = (slot + 1) % rowOf.length;
    rowOf[slot] = row;
    marks[slot] = mark;
    homes[slot] = home;
    taken += 1;
  };

  const insertRow = (bytes: Buffer, row: number): void => {
    if (taken * 4 >= slots.rowOf.length * 3) {
      const { rowOf, marks, homes } = slots;
      slots = createSlots(taken * 2);
      taken = 0;
      rowOf.forEach((one, slot) => {
        if (one !== FREE && one !== DESTROYED) insert(marks[slot]!, homes[slot]!, one);
      });
    }
    insert(bytes.readUInt32BE(0), bytes.readUInt32BE(4), row + 1);
  };

  const { size } = fstatSync(file);
  const piece = Buffer.alloc(Math.min(PIECE, Math.max(size, ROW_BYTES)));
  for (const whole = Math.floor(size / ROW_BYTES); rows < whole;) {
    const got = readSync(file, piece, 0, piece.length, rows * ROW_BYTES);
    for (let at = 0; at + ROW_BYTES <= got && rows < whole; at += ROW_BYTES, rows += 1) {
      const row = piece.subarray(at, at + ROW_BYTES);
      if (!isDestroyed(row)) insertRow(row, rows);
    }
    if (got < ROW_BYTES) break;
  }
  inFile = rows;

  return {
    get rows() {
      return rows;
    },
    find(lookup) {
      const { slot, bytes } = search(lookup);
      return bytes && subjectRow(slots.rowOf[slot]! - 1, bytes);
    },
    at(row) {
      if (row >= rows || removed.has(row)) return null;
      const bytes = read(row);
      return isDestroyed(bytes) ? null : subjectRow(row, bytes);
    },
    add(row) {
      unwritten.set(rows, row);
      insertRow(row, rows);
      return rows++;
    },
    written(below) {
      inFile = Math.max(inFile, below);
      for (const row of unwritten.keys()) {
        if (row >= below) return;
        unwritten.delete(row);
      }
    },
    remove(lookup) {
      const { slot, bytes } = search(lookup);
      if (bytes === null) return;
      pages.clear();
      const row = slots.rowOf[slot]! - 1;
      unwritten.delete(row);
      removed.add(row);
      // It keeps its place, so that searches go on beyond it.
      slots.rowOf[slot] = DESTROYED;
    },
    close: () => closeSync(file),
  };
}

const subjectRow = (row: number, bytes: Buffer): SubjectRow => ({
  row,
  lookup: bytes.subarray(0, LOOKUP_BYTES),
  wrapped: bytes.subarray(LOOKUP_BYTES),
});

const isDestroyed = (row: Buffer): boolean => row.subarray(0, LOOKUP_BYTES).every((byte) => byte === 0);

/** Slots for so many rows, at most three quarters taken: row number + 1, and the first eight bytes of the lookup. */
function createSlots(rows: number): { rowOf: Uint32Array; marks: Uint32Array; homes: Uint32Array } {
  const size = 2 ** Math.ceil(Math.log2(Math.max(4_096, rows * 2)));
  return { rowOf: new Uint32Array(size), marks: new Uint32Array(size), homes: new Uint32Array(size) };
}
