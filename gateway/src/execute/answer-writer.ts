import { isLeafType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { isOn, type Shape, type ShapeField } from '../access/shape.js';
import type { Fetched } from '../plan/fetched.js';
import { leafText } from './leaf-text.js';
import { asksNothing, type Writing } from './writing.js';

/** Writes a value as JSON; undefined where it would be null in a place that takes none. */
export type WriteValue = (value: unknown, writing: Writing) => string | undefined;

type Values = Readonly<Record<string, unknown>>;

/** One field of an object of one concrete type. */
interface FieldWriter {
  readonly key: string;
  /** `"key":`, after a comma but for the first. */
  readonly before: string;
  readonly field: ShapeField;
  /** Null for what needs no fetched value: refused fields, `__typename`, introspection. */
  readonly write: WriteValue | null;
  readonly fixed: string | undefined;
}

/**
 * Compiles a shape, under the values that its toggles look at, to what writes the JSON of an answer: response keys in
 * the order asked, leaves of the right type, nulls bubbling as the specification says (GraphQL, § 6.4.4).
 */
export function compileWriter(shape: Shape, values: Values): WriteValue {
  return objectWriter([shape], values);
}

function objectWriter(shapes: readonly Shape[], values: Values): WriteValue {
  const byType = new Map<string, readonly FieldWriter[]>();
  const { type, possible } = shapes[0]!;
  const fieldsOf = (typename: string): readonly FieldWriter[] => {
    let fields = byType.get(typename);
    if (fields === undefined) byType.set(typename, (fields = fieldWriters(shapes, typename, values)));
    return fields;
  };
  const ofOnly = possible === null ? fieldsOf(type) : null;

  return (value, writing) => {
    if (value === null || value === undefined) return 'null';
    if (typeof value !== 'object' || Array.isArray(value)) return writing.misfit();
    const source = value as Fetched;
    if (writing.hasErrors) writing.placeErrors(source);
    // Judging rows left only objects that name one of the possible types.
    const fields = ofOnly ?? fieldsOf(String(source['__typename'] ?? type));
    const { path } = writing;
    let text = '{';
    for (let at = 0; at < fields.length; at += 1) {
      const { key, before, field, write, fixed } = fields[at]!;
      path.push(key);
      if (writing.hasWithheld && write !== null) writing.tellWithheld(source, key);
      const written = write !== null ? write(source[key], writing) : (fixed ?? asksNothing(field, writing));
      path.pop();
      if (written === undefined) return undefined;
      text += before + written;
    }
    return `${text}}`;
  };
}

function fieldWriters(shapes: readonly Shape[], typename: string, values: Values): readonly FieldWriter[] {
  return [...collect(shapes, typename, values)].map(([key, fields], at): FieldWriter => {
    const field = fields[0]!;
    const before = `${at === 0 ? '' : ','}${JSON.stringify(key)}:`;
    if (field.name === '__typename') return { key, before, field, write: null, fixed: JSON.stringify(typename) };
    // attacker-controlled: what was refused was not asked for, and is not given where it came all the same.
    const refused = fields.every((one) => one.refused);
    if (refused && !isNonNullType(field.type)) return { key, before, field, write: null, fixed: 'null' };
    if (refused || field.name.startsWith('__')) return { key, before, field, write: null, fixed: undefined };
    const inner = fields.flatMap((one) => (one.selection === null ? [] : [one.selection]));
    return { key, before, field, write: valueWriter(field.type, inner, values), fixed: undefined };
  });
}

function valueWriter(type: GraphQLOutputType, shapes: readonly Shape[], values: Values): WriteValue {
  if (isNonNullType(type)) {
    const nullable = nullableWriter(type.ofType as GraphQLOutputType, shapes, values);
    return (value, writing) => {
      const text = nullable(value, writing);
      if (text !== 'null') return text;
      writing.missing();
      return undefined;
    };
  }
  return nullableWriter(type, shapes, values);
}

function nullableWriter(type: GraphQLOutputType, shapes: readonly Shape[], values: Values): WriteValue {
  if (isListType(type)) return listWriter(valueWriter(type.ofType as GraphQLOutputType, shapes, values));
  if (isLeafType(type)) {
    const textOf = leafText(type);
    return (value, writing) => (value === null || value === undefined ? 'null' : (textOf(value) ?? writing.misfit()));
  }
  const write = objectWriter(shapes, values);
  return (value, writing) => write(value, writing) ?? 'null';
}

const listWriter =
  (writeItem: WriteValue): WriteValue =>
  (value, writing) => {
    if (value === null || value === undefined) return 'null';
    if (!Array.isArray(value)) return writing.misfit();
    const { path } = writing;
    let text = '[';
    for (let at = 0; at < value.length; at += 1) {
      path.push(at);
      const written = writeItem(value[at], writing);
      path.pop();
      if (written === undefined) return 'null';
      text += at === 0 ? written : `,${written}`;
    }
    return `${text}]`;
  };

/** CollectFields (GraphQL, § 6.3.2) over shapes: by response key, for one concrete type and these variables. */
function collect(shapes: readonly Shape[], typename: string, values: Values): Map<string, ShapeField[]> {
  const collected = new Map<string, ShapeField[]>();
  for (const shape of shapes) {
    for (const { on, toggles, field } of shape.entries) {
      if ((on !== null && !on.has(typename)) || !isOn(toggles, values)) continue;
      const known = collected.get(field.key);
      if (known === undefined) collected.set(field.key, [field]);
      else known.push(field);
    }
  }
  return collected;
}
