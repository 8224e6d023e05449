import { evaluateRowCondition } from '@agency-graph/contract';
import { getNullableType, isListType } from 'graphql';
import { isOn, type Shape, type ShapeField } from '../access/shape.js';
import { rowKey } from '../access/narrow.js';
import type { Made } from '../made.js';
import type { Fetched } from '../plan/fetched.js';
import type { Rows, RowsFacts } from './execute.js';
import type { FieldError } from './field-error.js';
import { judgeRow, type Beyond, type JudgedRow } from './judge-row.js';

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
export type JudgedRows = Made<CheckedFacts, 'JudgedRows'>;

/** And of which there are no more than the caller may be shown: made by `volume/volume.ts` alone. */
export type CheckedRows = Made<CheckedFacts, 'CheckedRows'>;

/** Stands for a value that has not the form of its type, so that no part of it can pass. */
const MISFIT = 0;

const NONE: Beyond = new Map();

/**
 * Judges every row of what came back by the same condition the agency was sent, and drops what does not hold: a
 * subgraph that forgets, mistakes or ignores its condition leaks nothing. Objects are changed in place. Rows that were
 * checked may be checked again with ids `beyond` what the caller may be shown, which are dropped with an error.
 */
export function checkRows(rows: Rows | JudgedRows, beyond: Beyond = NONE): JudgedRows {
  const { permitted } = rows.intent.plan;
  const { values } = permitted.operation;
  const served = new Map<string, Served>();
  const withheld = new Map<Fetched, Map<string, string>>();

  const checkObject = (object: Fetched, shape: Shape, row: JudgedRow | null): boolean => {
    const typename = object['__typename'];
    // attacker-controlled: a row that does not say which of its types it is cannot be judged, so it is none.
    if (shape.possible !== null && (typeof typename !== 'string' || !shape.possible.has(typename))) {
      rows.alarms.push(`${shape.type}: a row of no type that it may have`);
      return false;
    }
    const type = shape.possible === null ? shape.type : String(typename);
    const condition = permitted.rows.get(type);
    const here = condition === undefined ? row : rowOf(object, type);
    if (condition !== undefined) {
      if (here === null) return false;
      const verdict = judgeRow(here, condition, rows, beyond);
      if (verdict === 'beyond') rows.errors.add(object, [], tooMany(type));
      if (verdict !== 'admitted') return false;
    }
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

  const checkValue = (object: Fetched, { key, type }: ShapeField, shape: Shape, row: JudgedRow | null): void => {
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

  const checkList = (list: readonly unknown[], shape: Shape, row: JudgedRow | null, dropped: Fetched[]): unknown[] =>
    list.flatMap((item) => {
      if (Array.isArray(item)) return [checkList(item as unknown[], shape, row, dropped)];
      if (typeof item !== 'object' || item === null) return permitted.rows.has(shape.type) ? [] : [item];
      if (checkObject(item as Fetched, shape, row)) return [item];
      dropped.push(item as Fetched);
      return [];
    });

  checkObject(rows.data, permitted.shape, null);
  const facts: CheckedFacts = { ...rows, served, withheld };
  return facts as JudgedRows;
}

/** The row with its hidden values; an unknown or withheld one has no key. */
function rowOf(object: Fetched, type: string): JudgedRow | null {
  const id = object[rowKey('id')];
  if (typeof id !== 'string') return null;
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(object)) {
    if (key.startsWith(rowKey(''))) values[key.slice(rowKey('').length)] = object[key];
  }
  return { type, id, values };
}

const tooMany = (coordinate: string): FieldError => ({
  code: 'UNAUTHORIZED_FIELD_OR_TYPE',
  coordinate,
  reason: 'VOLUME',
});

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
