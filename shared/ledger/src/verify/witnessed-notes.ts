import { join } from 'node:path';
import { namesIn, withFile } from './regular-file.js';

/** A checkpoint that witnesses saw; which it is, nobody has checked yet. */
export interface WitnessedNote {
  readonly size: number;
  readonly note: string;
}

/** The checkpoints of a log that witnesses saw: however many there are, a few of them are read at a time. */
export interface WitnessedNotes {
  /** Those between which a leaf came to be: the last without it, and the first with it. */
  around(index: number): { readonly without: WitnessedNote | undefined; readonly withIt: WitnessedNote | undefined };
  /** Size of the last one. */
  last(): number | undefined;
  /** Whether whole lines were passed over where one was looked for: what stood on them is not known. */
  readonly passedOver: boolean;
}

/** How much of a day's file is looked at from one place on: many lines, and what came late is not further away. Bytes. */
const WINDOW = 64 * 1024;

/**
 * Reads them from days' files: a JSON text a line, of growing sizes but for what a witness answered late. Hints, of
 * which the log itself needs none: a line that a crash tore, alone or before the one that a restart wrote behind it, is
 * passed over, as any other that is no checkpoint.
 */
export function openWitnessed(folder: string): WitnessedNotes {
  const days = namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name));
  const firsts = new Map<string, number | undefined>();

  let passedOver = false;
  /** What stands on the lines of a piece of a day. The halves of lines at its ends are no JSON, so none of them. */
  function* notesIn(day: string, from: number, length: number): Generator<WitnessedNote> {
    const texts = withFile(day, ({ read }) => read(from, length).toString().split('\n')) ?? [];
    for (const [at, text] of texts.entries()) {
      const note = noteOf(text);
      if (note !== null) yield note;
      else if (text !== '' && (at > 0 || from === 0) && at < texts.length - 1) passedOver = true;
    }
  }
  const linesIn = (day: string, from: number, length: number): readonly WitnessedNote[] => [
    ...notesIn(day, from, length),
  ];
  const firstFrom = (day: string, from: number): number | undefined => {
    for (const { size } of notesIn(day, from, WINDOW)) return size;
    return undefined;
  };
  const sizeOf = (day: string): number => withFile(day, ({ size }) => size) ?? 0;

  const firstOf = (day: string): number | undefined => {
    if (!firsts.has(day)) firsts.set(day, firstFrom(day, 0));
    return firsts.get(day);
  };

  /** Lines of a day around the place where sizes grow beyond an index, and of its neighbours where it has no more. */
  const near = (index: number): readonly WitnessedNote[] => {
    const at = Math.max(
      0,
      days.findLastIndex((day) => (firstOf(day) ?? Infinity) <= index),
    );
    const day = days[at];
    if (day === undefined) return [];
    const size = sizeOf(day);
    let [low, high] = [0, size];
    while (high - low > WINDOW) {
      const middle = Math.floor((low + high) / 2);
      if ((firstFrom(day, middle) ?? Infinity) <= index) low = middle;
      else high = middle;
    }
    const from = Math.max(0, low - WINDOW);
    const to = Math.min(size, high + WINDOW);
    return [
      ...(from === 0 ? endOf(at - 1) : []),
      ...linesIn(day, from, to - from),
      ...(to === size ? beginningOf(at + 1) : []),
    ];
  };
  /** Lines at the end of a day, or of the last one before it that has any. */
  const endOf = (at: number): readonly WitnessedNote[] => {
    for (const day of days.slice(0, Math.max(0, at + 1)).toReversed()) {
      const size = sizeOf(day);
      const lines = linesIn(day, Math.max(0, size - WINDOW), WINDOW);
      if (lines.length > 0) return lines;
    }
    return [];
  };
  /** Lines at the beginning of a day, or of the first one after it that has any. */
  const beginningOf = (at: number): readonly WitnessedNote[] => {
    const day = days.slice(at).find((one) => firstOf(one) !== undefined);
    return day === undefined ? [] : linesIn(day, 0, WINDOW);
  };

  return {
    around(index) {
      const lines = near(index);
      // Of one size the newest: it may have more cosignatures.
      const without = lines.filter(({ size }) => size <= index).reduce<WitnessedNote | undefined>(later, undefined);
      const withIt = lines.filter(({ size }) => size > index).reduce<WitnessedNote | undefined>(earlier, undefined);
      return { without, withIt };
    },
    last: () => endOf(days.length - 1).reduce<WitnessedNote | undefined>(later, undefined)?.size,
    get passedOver() {
      return passedOver;
    },
  };
}

/** Notes of the checkpoints between which leaves came to be, in the order of the log, as far as they are `below` a size. */
export function notesAround(indexes: readonly number[], witnessed: WitnessedNotes, below: number): readonly string[] {
  const found = new Map<number, string>();
  /** Leaves below this one have the same around them as one that was looked for. */
  let until = 0;
  for (const index of indexes) {
    if (index < until) continue;
    const { without, withIt } = witnessed.around(index);
    for (const one of [without, withIt]) if (one !== undefined && one.size < below) found.set(one.size, one.note);
    until = withIt?.size ?? Infinity;
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, note]) => note);
}

const later = (a: WitnessedNote | undefined, b: WitnessedNote): WitnessedNote =>
  a === undefined || b.size >= a.size ? b : a;
const earlier = (a: WitnessedNote | undefined, b: WitnessedNote): WitnessedNote =>
  a === undefined || b.size <= a.size ? b : a;

/** The form of a signed checkpoint; one of many is read, and all are looked at. */
const CHECKPOINT = /^[^\n]+\n(\d{1,15})\n[A-Za-z0-9+/=]{44}\n\n(?:— \S+ \S+\n)+$/;

function noteOf(line: string): WitnessedNote | null {
  try {
    const note: unknown = JSON.parse(line);
    const size = typeof note === 'string' ? CHECKPOINT.exec(note)?.[1] : undefined;
    return size === undefined ? null : { size: Number(size), note: note as string };
  } catch {
    return null;
  }
}
