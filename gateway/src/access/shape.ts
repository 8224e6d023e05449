import { OWN_PREFIX, type RowCondition } from '@agency-graph/contract';
import type { FieldNode, GraphQLOutputType } from 'graphql';
import type { Reason } from './reasons.js';

/** `@skip` or `@include` with what decides it: a literal or a variable. */
export interface Toggle {
  readonly include: boolean;
  readonly by: boolean | { readonly variable: string };
}

/** Why something is refused, whatever the row. */
export interface Refused {
  readonly reason: Reason;
  readonly rule: string;
}

/** A selected field with what was decided about it. */
export interface ShapeField {
  readonly key: string;
  readonly name: string;
  /** `Type.field`. */
  readonly coordinate: string;
  readonly type: GraphQLOutputType;
  /** Refused whatever the row: never fetched, null. */
  readonly refused: boolean;
  /** Refused on those rows for which this does not hold. */
  readonly when: RowCondition | null;
  readonly selection: Shape | null;
  /** Arguments and input fields it is asked with that an agreement names: it stands on those agreements too. */
  readonly filters: readonly string[];
  /** Of what is refused, why. */
  readonly why?: Refused;
  /** Of `__schema` and `__type`, what is asked at this place: the schema itself answers it. */
  readonly introspection?: FieldNode;
}

/** A field where its selection set has it: under type conditions and toggles. */
export interface ShapeEntry {
  /** Concrete types it applies to; null for every one. */
  readonly on: ReadonlySet<string> | null;
  readonly toggles: readonly Toggle[];
  readonly field: ShapeField;
}

/** A selection set after access was decided: what the answer is checked against and projected by. */
export interface Shape {
  /** Name of the (maybe abstract) type selected on. */
  readonly type: string;
  /** Of an abstract type, its concrete types; null for a concrete one. */
  readonly possible: ReadonlySet<string> | null;
  /** Of an abstract type, those that its agency may give and clients see none of. */
  readonly hidden?: ReadonlySet<string>;
  readonly entries: readonly ShapeEntry[];
}

/** Response key of a row field that the gateway adds to a selection. */
export const rowKey = (field: string): string => `${OWN_PREFIX}${field}`;

/** Whether anything of a selection is given: a leaf, or what introspection answers. */
export const givesAnything = ({ entries }: Shape): boolean =>
  entries.some(
    ({ field }) =>
      !field.refused && (field.selection === null || field.name.startsWith('__') || givesAnything(field.selection)),
  );

type Values = Readonly<Record<string, unknown>>;

/** Whether toggles let a field through for these variables. Asked of every field of every row: most have none. */
export function isOn(toggles: readonly Toggle[], values: Values): boolean {
  for (const { include, by } of toggles)
    if ((typeof by === 'boolean' ? by : values[by.variable] === true) !== include) return false;
  return true;
}

/**
 * Whether a field is asked of the objects of one type: were it judged, written, recorded and counted by more than this, the
 * record could say other than what was shown.
 */
export const appliesTo = ({ on, toggles }: ShapeEntry, type: string, values: Values): boolean =>
  (on === null || on.has(type)) && isOn(toggles, values);

/** Whether a field is asked for with these variables, and given on some rows at least. */
export const isGiven = ({ toggles, field }: ShapeEntry, values: Values): boolean =>
  !field.refused && isOn(toggles, values);

/**
 * Of several selections of one place, the one that says most of which type an object there is: a field of an object type may
 * return less than its interface promises, and an agency is not believed beyond that.
 */
export const narrowest = (shapes: readonly Shape[]): Shape =>
  shapes.reduce((one, other) => ((other.possible?.size ?? 0) < (one.possible?.size ?? 0) ? other : one));
