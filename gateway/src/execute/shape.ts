import {
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import { isOn, type Shape, type ShapeEntry, type ShapeField } from '../access/shape.js';
import type { Fetched } from '../plan/fetched.js';
import type { FieldError } from './field-error.js';
import type { CheckedRows } from './check-rows.js';

/** An error with the place it is about. */
export interface PlacedError {
  readonly path: readonly (string | number)[];
  readonly error:
    FieldError | { readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE'; readonly coordinate: string; readonly reason?: never };
}

export interface ShapedAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly PlacedError[];
  /** Refusals on single rows beyond those among the errors. */
  readonly moreRefused: number;
}

/** Row-dependent refusals told one by one, at most; the rest are counted. */
const MAX_ROW_REFUSALS = 100;

const NULL_BUBBLES = Symbol('null in a non-null place');

/**
 * Projects checked rows to the answer: response keys in the order asked, leaves of the right type, nulls bubbling as
 * the specification says (GraphQL, § 6.4.4), errors where they belong.
 */
export function shapeAnswer(rows: CheckedRows, introspect: (field: ShapeField) => unknown): ShapedAnswer {
  const { permitted } = rows.intent.plan;
  const { values } = permitted.operation;
  const errors: PlacedError[] = [];
  let rowRefusals = 0;

  const object = (source: Fetched, shapes: readonly Shape[], path: readonly (string | number)[]): unknown => {
    for (const { rest, error } of rows.errors.at(source)) placeError(source, rest, path, error);
    const result: Record<string, unknown> = {};
    const typename = String(source['__typename'] ?? shapes[0]!.type);
    for (const [key, fields] of collect(shapes, typename, values)) {
      const value = field(source, fields, [...path, key]);
      if (value === NULL_BUBBLES) return NULL_BUBBLES;
      Object.defineProperty(result, key, { value, enumerable: true });
    }
    return result;
  };

  const field = (source: Fetched, fields: readonly ShapeField[], path: readonly (string | number)[]): unknown => {
    const [first] = fields;
    const { key, name, type, refused } = first!;
    if (name === '__typename') return source['__typename'] ?? first!.coordinate.split('.')[0];
    if (name.startsWith('__')) return introspect(first!);
    const coordinate = refused ? null : rows.withheld.get(source)?.get(key);
    if (coordinate !== null && coordinate !== undefined && (rowRefusals += 1) <= MAX_ROW_REFUSALS) {
      errors.push({ path, error: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', coordinate } });
    }
    const shapes = fields.flatMap((one) => (one.selection === null ? [] : [one.selection]));
    // attacker-controlled: what was refused was not asked for, and is not given where it came all the same.
    const given = fields.every((one) => one.refused) ? null : source[key];
    return complete(given, type, shapes, path);
  };

  const complete = (
    value: unknown,
    type: GraphQLOutputType,
    shapes: readonly Shape[],
    path: readonly (string | number)[],
  ): unknown => {
    if (isNonNullType(type)) {
      const completed = complete(value, type.ofType as GraphQLOutputType, shapes, path);
      return completed === null ? NULL_BUBBLES : completed;
    }
    if (value === undefined || value === null) return null;
    if (isListType(type)) {
      if (!Array.isArray(value)) return wrong(path);
      const list: unknown[] = [];
      for (const [index, item] of (value as unknown[]).entries()) {
        const completed = complete(item, type.ofType, shapes, [...path, index]);
        if (completed === NULL_BUBBLES) return null;
        list.push(completed);
      }
      return list;
    }
    if (isLeafType(type)) return isOfType(value, type) ? value : wrong(path);
    if (typeof value !== 'object' || Array.isArray(value)) return wrong(path);
    const completed = object(value as Fetched, shapes, path);
    return completed === NULL_BUBBLES ? null : completed;
  };

  const wrong = (path: readonly (string | number)[]): null => {
    errors.push({
      path,
      error: { code: 'SUBGRAPH_UNAVAILABLE', message: 'An agency answered with a value of another type.', agency: '' },
    });
    return null;
  };

  /** Follows the rest of an error's path as far as the answer still has it. */
  const placeError = (
    source: Fetched,
    rest: readonly (string | number)[],
    path: readonly (string | number)[],
    error: FieldError,
  ): void => {
    let at: unknown = source;
    const placed: (string | number)[] = [...path];
    for (const part of rest) {
      if (typeof at !== 'object' || at === null) break;
      placed.push(part);
      at = (at as Record<string | number, unknown>)[part];
    }
    errors.push({ path: placed, error });
  };

  const data = object(rows.data, [permitted.shape], []);
  return {
    data: data === NULL_BUBBLES ? null : (data as Record<string, unknown>),
    errors,
    moreRefused: Math.max(0, rowRefusals - MAX_ROW_REFUSALS),
  };
}

/** CollectFields (GraphQL, § 6.3.2) over shapes: by response key, for one concrete type and these variables. */
function collect(
  shapes: readonly Shape[],
  typename: string,
  values: Readonly<Record<string, unknown>>,
): Map<string, ShapeField[]> {
  const collected = new Map<string, ShapeField[]>();
  const applies = ({ on, toggles }: ShapeEntry): boolean => (on === null || on.has(typename)) && isOn(toggles, values);
  for (const shape of shapes) {
    for (const entry of shape.entries) {
      if (!applies(entry)) continue;
      const known = collected.get(entry.field.key);
      if (known === undefined) collected.set(entry.field.key, [entry.field]);
      else known.push(entry.field);
    }
  }
  return collected;
}

/** Whether a subgraph's value is of the leaf type; never coerced across types. */
function isOfType(value: unknown, type: GraphQLLeafType): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined;
  switch (type.name) {
    case 'Int':
      return Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_647;
    case 'Float':
      return typeof value === 'number' && Number.isFinite(value);
    case 'Boolean':
      return typeof value === 'boolean';
    case 'String':
      return typeof value === 'string';
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value);
    default:
      return true;
  }
}
