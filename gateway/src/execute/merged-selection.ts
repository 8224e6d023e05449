import { getNullableType, isListType, isNonNullType } from 'graphql';
import { narrowest, type Shape, type ShapeEntry } from '../access/shape.js';

/** All selections of one place of an operation, as they are checked: the same for each of its requests. */
export class MergedSelection {
  readonly shapes: readonly Shape[];
  /** The one that says most of which type an object is. */
  readonly shape: Shape;
  /** By another selection that the same objects stand under, both as one. */
  readonly merged = new Map<MergedSelection, MergedSelection>();
  #entries: readonly ShapeEntry[] | null = null;
  #checked: readonly CheckedField[] | null = null;

  constructor(shapes: readonly Shape[]) {
    this.shapes = shapes;
    this.shape = narrowest(shapes);
  }

  get entries(): readonly ShapeEntry[] {
    return (this.#entries ??= this.shapes.flatMap(({ entries }) => entries));
  }

  /** Fields that are judged by their row, or under which there are objects: nothing is looked at in any other. */
  get checked(): readonly CheckedField[] {
    return (this.#checked ??= checkedFields(this.shapes));
  }
}

export interface CheckedField {
  readonly entry: ShapeEntry;
  /** The selection that it is of. */
  readonly within: Shape;
  readonly isList: boolean;
  /** Whether there must be a value: for objects of some type at least. */
  readonly isRequired: boolean;
  /** What is selected of its objects; null where it has none. */
  readonly selection: MergedSelection | null;
  /** Where its key is selected several times, each of these times: it stands for all of them. */
  readonly same: readonly CheckedField[] | null;
}

/** A shape lives as long as the operation is remembered. */
const known = new WeakMap<Shape, MergedSelection>();

/** The selection that a shape is. */
export function selectionOf(shape: Shape): MergedSelection {
  let selection = known.get(shape);
  if (selection === undefined) known.set(shape, (selection = new MergedSelection([shape])));
  return selection;
}

/** Two selections of the same objects as one. */
export function both(one: MergedSelection, other: MergedSelection): MergedSelection {
  if (one === other) return one;
  let merged = one.merged.get(other);
  if (merged === undefined) one.merged.set(other, (merged = new MergedSelection([...one.shapes, ...other.shapes])));
  return merged;
}

function checkedFields(shapes: readonly Shape[]): readonly CheckedField[] {
  const all = shapes.flatMap((shape) => shape.entries.flatMap((entry) => checkedField(entry, shape)));
  const byKey = Map.groupBy(all, ({ entry }) => entry.field.key);
  return [...byKey.values()].flatMap((same) =>
    new Set(same.map(({ selection }) => selection)).size === 1
      ? same
      : [{ ...same[0]!, isRequired: same.some((one) => one.isRequired), same }],
  );
}

function checkedField(entry: ShapeEntry, within: Shape): readonly CheckedField[] {
  const { refused, when, selection, type } = entry.field;
  if (refused || (when === null && selection === null)) return [];
  const isList = isListType(getNullableType(type));
  const isRequired = isNonNullType(type);
  return [{ entry, within, isList, isRequired, selection: selection && selectionOf(selection), same: null }];
}
