import { isLeafType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { narrowest, type Refused, type Shape } from '../access/shape.js';
import { hiddenOf } from '../hidden-names.js';
import { HIDDEN, isFetched, type Fetched } from '../plan/fetched.js';
import { askedField, collect, type AskedField } from './asked-fields.js';
import { leafText } from './leaf-text.js';
import type { Asked, Introspection, Writing } from './writing.js';

/** Writes a value as JSON; undefined where it would be null in a place that takes none. */
export type WriteValue = (value: unknown, writing: Writing) => string | undefined;

type Values = Readonly<Record<string, unknown>>;

/** One field of an object of one concrete type. */
interface FieldWriter extends AskedField {
  /** `"key":`, after a comma but for the first. */
  readonly before: string;
  /** Null for what needs no fetched value: refused fields, `__typename`, introspection. */
  readonly write: WriteValue | null;
  readonly fixed: string | undefined;
  /** What is asked of the schema here. */
  readonly introspection: Introspection;
  /** Why the field is refused whatever the row, where it takes no null. */
  readonly why: Refused | null;
}

/**
 * Compiles a shape, under the values that its toggles look at, to what writes the JSON of an answer: response keys in
 * the order asked, leaves of the right type, nulls bubbling as the specification says (GraphQL, § 6.4.4).
 */
export function compileWriter(shape: Shape, values: Values): WriteValue {
  return objectWriter([shape], values, 0, null);
}

/**
 * `depth` is how many response keys and list places lead to a value: as many for every value of one writer. `asked` is the
 * field whose value it is, or is in.
 */
function objectWriter(shapes: readonly Shape[], values: Values, depth: number, asked: Asked | null): WriteValue {
  const byType = new Map<string, readonly FieldWriter[]>();
  const { type, possible } = narrowest(shapes);
  const fieldsOf = (typename: string): readonly FieldWriter[] => {
    let fields = byType.get(typename);
    if (fields === undefined) byType.set(typename, (fields = fieldWriters(shapes, typename, values, depth + 1)));
    return fields;
  };
  const ofOnly = possible === null ? fieldsOf(type) : null;

  return (value, writing) => {
    if (value === null || value === undefined) return 'null';
    if (value === HIDDEN) return writing.hidden(depth);
    if (typeof value !== 'object' || Array.isArray(value)) return writing.misfit(depth, asked);
    const source = value as Fetched;
    // Judging rows left only objects that name one of the possible types.
    const typename = possible === null ? type : String(source['__typename'] ?? type);
    const fields = ofOnly ?? fieldsOf(typename);
    if (writing.hasErrors) writing.placeErrors(source, typename, fields, depth);
    const { path } = writing;
    let text: string | undefined = '{';
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at]!;
      const { key, write } = field;
      path[depth] = key;
      if (writing.hasWithheld && write !== null) writing.tellWithheld(source, key, depth + 1);
      const { losses } = writing;
      const written = write !== null ? write(source[key], writing) : unfetched(field, writing, depth + 1);
      if (written === undefined) writing.blame(source, key, depth + 1);
      if (writing.losses !== losses && (written === undefined || isNothing(written, source[key])))
        writing.lost.value(source, key, writing.cause);
      if (written === undefined) {
        if (depth > 0) return undefined;
        // Of the root the rest is asked for all the same: a change that is answered in no form may not have been made.
        writing.lost.object(source, writing.cause);
        text = undefined;
      } else if (text !== undefined) text += field.before + written;
    }
    return text && `${text}}`;
  };
}

/** Whether what was written of a value is null, or a list of nulls alone in which there are no objects: these are told by themselves. */
const isNothing = (written: string, value: unknown): boolean =>
  written === 'null' || (Array.isArray(value) && !value.some(isFetched) && NULLS.test(written));

const NULLS = /^\[[[\],nul]*\]$/;

const unfetched = ({ fixed, why, introspection }: FieldWriter, writing: Writing, depth: number): string | undefined =>
  fixed ?? (why === null ? writing.introspected(introspection) : writing.refused(why, depth));

function fieldWriters(
  shapes: readonly Shape[],
  typename: string,
  values: Values,
  depth: number,
): readonly FieldWriter[] {
  return [...collect(shapes, typename, values)].map(([key, fields], at): FieldWriter => {
    const { name } = fields[0]!;
    const asked = askedField(key, fields);
    const { type, selections } = asked;
    const before = `${at === 0 ? '' : ','}${JSON.stringify(key)}:`;
    const bare = { ...asked, before, write: null, fixed: undefined, introspection: [], why: null };
    if (name === '__typename') return { ...bare, fixed: JSON.stringify(typename) };
    // attacker-controlled: what was refused was not asked for, and is not given where it came all the same.
    if (fields.every((one) => one.refused))
      return isNonNullType(type) ? { ...bare, why: fields[0]!.why! } : { ...bare, fixed: 'null' };
    if (name.startsWith('__')) return { ...bare, introspection: fields.flatMap((one) => one.introspection ?? []) };
    const within = shapes.find(({ entries }) => entries.some(({ field }) => field === fields[0])) ?? shapes[0]!;
    return { ...bare, write: valueWriter(type, selections, values, depth, { within, type: typename, key }) };
  });
}

function valueWriter(
  type: GraphQLOutputType,
  shapes: readonly Shape[],
  values: Values,
  depth: number,
  asked: Asked,
): WriteValue {
  if (isNonNullType(type)) {
    const nullable = nullableWriter(type.ofType as GraphQLOutputType, shapes, values, depth, asked);
    return (value, writing) => {
      const text = nullable(value, writing);
      if (text !== 'null') return text;
      writing.missing(depth);
      return undefined;
    };
  }
  return nullableWriter(type, shapes, values, depth, asked);
}

function nullableWriter(
  type: GraphQLOutputType,
  shapes: readonly Shape[],
  values: Values,
  depth: number,
  asked: Asked,
): WriteValue {
  if (isListType(type))
    return listWriter(valueWriter(type.ofType as GraphQLOutputType, shapes, values, depth + 1, asked), depth, asked);
  if (isLeafType(type)) {
    const textOf = leafText(type);
    // Its agency may give these, and clients see none of them.
    const hidden = hiddenOf(type);
    return (value, writing) => {
      if (value === null || value === undefined) return 'null';
      return (
        textOf(value, writing.arePlain) ??
        (hidden.has(value as string) ? writing.hidden(depth) : writing.misfit(depth, asked))
      );
    };
  }
  const write = objectWriter(shapes, values, depth, asked);
  return (value, writing) => write(value, writing) ?? 'null';
}

const listWriter =
  (writeItem: WriteValue, depth: number, asked: Asked): WriteValue =>
  (value, writing) => {
    if (value === null || value === undefined) return 'null';
    if (!Array.isArray(value)) return writing.misfit(depth, asked);
    const { path } = writing;
    let text = '[';
    for (let at = 0; at < value.length; at += 1) {
      path[depth] = at;
      const { losses } = writing;
      const item: unknown = value[at];
      const written = writeItem(item, writing);
      if (written === undefined) return 'null';
      if (written === 'null' && writing.losses !== losses && isFetched(item)) writing.lost.object(item, writing.cause);
      text += at === 0 ? written : `,${written}`;
    }
    return `${text}]`;
  };
