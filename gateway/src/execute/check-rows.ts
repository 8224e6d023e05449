import { evaluateRowCondition, type RowCondition } from '@agency-graph/contract';
import { getNullableType, isListType } from 'graphql';
import { isOn, type Shape, type ShapeField } from '../access/shape.js';
import { rowKey } from '../access/narrow.js';
import type { Made } from '../made.js';
import type { Fetched } from '../plan/reader.js';
import type { Rows, RowsFacts } from './execute.js';

/** What an answer shows of one type: whose records, which fields. */
export interface Served {
  readonly ids: Set<string>;
  readonly fields: Set<string>;
}

export interface CheckedFacts extends RowsFacts {
  /** By row type, what is served. */
  readonly served: ReadonlyMap<string, Served>;
  /** Fields refused on single rows: which object, which response key, which coordinate. */
  readonly withheld: ReadonlyMap<Fetched, ReadonlyMap<string, string>>;
}

/** Rows of which each was judged by the gateway itself. */
export type CheckedRows = Made<CheckedFacts, 'CheckedRows'>;

/** Stands for a value that has not the form of its type, so that no part of it can pass. */
const MISFIT = 0;

/** The row that a part belongs to. */
interface Row {
  readonly values: Readonly<Record<string, unknown>>;
  readonly id: string;
}

/**
 * Judges every row of what came back by the same condition the agency was sent, and drops what does not hold: a
 * subgraph that forgets, mistakes or ignores its condition leaks nothing. Objects are changed in place.
 */
export function checkRows(rows: Rows): CheckedRows {
  const { permitted } = rows.intent.plan;
  const { values } = permitted.operation;
  const served = new Map<string, Served>();
  const withheld = new Map<Fetched, Map<string, string>>();

  const checkObject = (object: Fetched, shape: Shape, row: Row | null): boolean => {
    const typename = object['__typename'];
    // attacker-controlled: a row that does not say which of its types it is cannot be judged, so it is none.
    if (shape.possible !== null && (typeof typename !== 'string' || !shape.possible.has(typename))) {
      rows.alarms.push(`${shape.type}: a row of no type that it may have`);
      return false;
    }
    const type = shape.possible === null ? shape.type : String(typename);
    const condition = permitted.rows.get(type);
    const here = condition === undefined ? row : rowOf(object, type, condition, rows);
    if (condition !== undefined && here === null) return false;
    const seen = condition === undefined ? null : servedOf(served, type);
    if (seen !== null && here !== null) seen.ids.add(here.id);
    for (const { on, toggles, field } of shape.entries) {
      if (on !== null && !on.has(String(object['__typename'] ?? shape.type))) continue;
      if (field.refused || !isOn(toggles, values)) continue;
      if (field.when !== null && (here === null || !evaluateRowCondition(field.when, here.values, here.id))) {
        delete object[field.key];
        withhold(withheld, object, field);
        continue;
      }
      seen?.fields.add(field.name);
      if (field.selection !== null) checkValue(object, field, field.selection, here);
    }
    return true;
  };

  const checkValue = (object: Fetched, { key, type }: ShapeField, shape: Shape, row: Row | null): void => {
    const value = object[key];
    // Neither is ever served: shaping answers it with null and an error.
    if (isListType(getNullableType(type)) !== Array.isArray(value)) {
      if (typeof value === 'object' && value !== null) object[key] = MISFIT;
      return;
    }
    const dropped: Fetched[] = [];
    if (Array.isArray(value)) object[key] = checkList(value as unknown[], shape, row, dropped);
    else if (typeof value === 'object' && value !== null && !checkObject(value as Fetched, shape, row)) {
      object[key] = null;
      dropped.push(value as Fetched);
    }
    // A row that its agency failed to give is missing with an error, not silently; one error a place is enough.
    const [failure] = dropped.flatMap((one) => rows.errors.at(one));
    if (failure !== undefined) rows.errors.add(object, [key], failure.error);
  };

  const checkList = (list: readonly unknown[], shape: Shape, row: Row | null, dropped: Fetched[]): unknown[] =>
    list.flatMap((item) => {
      if (Array.isArray(item)) return [checkList(item as unknown[], shape, row, dropped)];
      if (typeof item !== 'object' || item === null) return permitted.rows.has(shape.type) ? [] : [item];
      if (checkObject(item as Fetched, shape, row)) return [item];
      dropped.push(item as Fetched);
      return [];
    });

  checkObject(rows.data, permitted.shape, null);
  const facts: CheckedFacts = { ...rows, served, withheld };
  return facts as CheckedRows;
}

/** The row's hidden values, when its condition holds on them; an unknown or withheld row has none. */
function rowOf(object: Fetched, type: string, condition: RowCondition, rows: RowsFacts): Row | null {
  const id = object[rowKey('id')];
  if (typeof id !== 'string') return null;
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let resolved = false;
  for (const key of Object.keys(object)) {
    if (!key.startsWith(rowKey(''))) continue;
    const name = key.slice(rowKey('').length);
    if (name !== 'id') resolved ||= object[key] !== undefined;
    values[name] = object[key];
  }
  if (evaluateRowCondition(condition, values, id)) return { values, id };
  // Nothing but the key: another agency's reference to a row that its own agency did not give.
  if (resolved) rows.alarms.push(`${type}: a row that its condition does not admit`);
  return null;
}

function servedOf(served: Map<string, Served>, type: string): Served {
  let seen = served.get(type);
  if (seen === undefined) served.set(type, (seen = { ids: new Set(), fields: new Set() }));
  return seen;
}

function withhold(withheld: Map<Fetched, Map<string, string>>, object: Fetched, field: ShapeField): void {
  const known = withheld.get(object) ?? new Map<string, string>();
  withheld.set(object, known);
  known.set(field.key, field.coordinate);
}
