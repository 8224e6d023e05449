import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A row of the key file: the subject's lookup, and its key wrapped: iv 12 · key 32 · tag 16. Bytes. */
export const LOOKUP_BYTES = 32;
export const WRAPPED_BYTES = 60;
export const ROW_BYTES = LOOKUP_BYTES + WRAPPED_BYTES;

/** How much of the file is read at a time when it is opened. */
const PIECE = 16_384 * ROW_BYTES;
/** In place of a row number + 1. */
const FREE = 0;
const DESTROYED = 0xff_ff_ff_ff;

/** Where each subject's key stands in the key file. */
export interface SubjectTable {
  /** Rows of the file, destroyed ones among them. */
  readonly rows: number;
  /** The wrapped key of a subject and its row, or null. */
  find(lookup: Buffer): { readonly row: number; readonly wrapped: Buffer } | null;
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

  const read = (row: number): Buffer => {
    const known = unwritten.get(row);
    if (known !== undefined) return known;
    const bytes = Buffer.allocUnsafe(ROW_BYTES);
    if (readSync(file, bytes, 0, ROW_BYTES, row * ROW_BYTES) !== ROW_BYTES) throw new Error('the key file was cut');
    return bytes;
  };

  /** The slot that has the subject, or the free one where it would stand. */
  const slotOf = (lookup: Buffer): number => {
    const { rowOf, marks, homes } = slots;
    const [mark, home] = [lookup.readUInt32BE(0), lookup.readUInt32BE(4)];
    for (let slot = home % rowOf.length; ; slot = (slot + 1) % rowOf.length) {
      const row = rowOf[slot]!;
      if (row === FREE) return slot;
      const maybe = row !== DESTROYED && marks[slot] === mark && homes[slot] === home;
      if (
        maybe &&
        read(row - 1)
          .subarray(0, LOOKUP_BYTES)
          .equals(lookup)
      )
        return slot;
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

  return {
    get rows() {
      return rows;
    },
    find(lookup) {
      const row = slots.rowOf[slotOf(lookup)]!;
      if (row === FREE) return null;
      return { row: row - 1, wrapped: read(row - 1).subarray(LOOKUP_BYTES) };
    },
    add(row) {
      unwritten.set(rows, row);
      insertRow(row, rows);
      return rows++;
    },
    written(below) {
      for (const row of unwritten.keys()) {
        if (row >= below) return;
        unwritten.delete(row);
      }
    },
    remove(lookup) {
      const slot = slotOf(lookup);
      const row = slots.rowOf[slot]!;
      if (row === FREE) return;
      unwritten.delete(row - 1);
      // It keeps its place, so that searches go on beyond it.
      slots.rowOf[slot] = DESTROYED;
    },
    close: () => closeSync(file),
  };
}

const isDestroyed = (row: Buffer): boolean => row.subarray(0, LOOKUP_BYTES).every((byte) => byte === 0);

/** Slots for so many rows, at most three quarters taken: row number + 1, and the first eight bytes of the lookup. */
function createSlots(rows: number): { rowOf: Uint32Array; marks: Uint32Array; homes: Uint32Array } {
  const size = 2 ** Math.ceil(Math.log2(Math.max(4_096, rows * 2)));
  return { rowOf: new Uint32Array(size), marks: new Uint32Array(size), homes: new Uint32Array(size) };
}
