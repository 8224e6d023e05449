import type { LabelTable } from '@agency-graph/composition';
import { canonicalJson, type CanonicalValue } from '@agency-graph/ledger';
import type { FieldSet } from '@agency-graph/ledger/records';
import type { Permit } from '../access/decide.js';
import { appliesTo, givesAnything, rowKey, type Shape, type ShapeEntry } from '../access/shape.js';
import type { CheckedRows } from '../execute/check-rows.js';
import type { Seen } from '../execute/seen.js';
import { asName } from './names.js';

/** Fields of one agency that came to the same, whichever records they are of. */
export interface Line {
  readonly fieldset: FieldSet;
  /** The field set's one spelling. */
  readonly text: string;
}

interface Fate {
  readonly effect: FieldSet['effect'];
  readonly reason: string | null;
}

/** An access row before its field set has an index. */
export interface NamedRow {
  readonly line: Line;
  readonly records: readonly string[];
  readonly n: number;
}

/** What is needed to write down what became of an operation's fields. */
export interface RowParts {
  readonly labels: LabelTable;
  /** How a row's id stands in a record: as it is, or as a blind token. */
  readonly idOf: (type: string, id: string) => string;
}

/** Fields of one field set at most; more are split. */
const MOST_FIELDS = 300;
/** In place of a source where nobody was asked. */
export const NOBODY = 'none';

/**
 * What became of every field that was asked for: shown, withheld, not found, not given; by agency, source and type, with
 * the rule that it stands on and the records that it is about.
 */
export function accessRows(rows: CheckedRows, parts: RowParts): NamedRow[] {
  return [
    ...rows.seen.flatMap((seen) => rowsOf(seen, rows, parts)),
    ...refusedLines(rows).map((line) => ({ line, records: [], n: 0 })),
    ...keptRows(rows, parts),
  ];
}

function rowsOf(seen: Seen, rows: CheckedRows, { labels, idOf }: RowParts): NamedRow[] {
  // Objects that stand under several selections are told of, and counted, under the first.
  if (seen.shape !== seen.shapes[0]) return [];
  const lines = linesOf(seen, rows, labels);
  if (lines.length === 0) return [];
  const records = seen.rowType === null ? [] : [...new Set(seen.ids)].map((id) => idOf(seen.rowType!, id));
  return lines.map((line) => ({ line, records, n: seen.n }));
}

/**
 * Lines of a selection's objects, for all requests of one permitted operation: a selection belongs to one, of one
 * caller's kind, with one plan and the toggles as they are.
 */
const LINES = new WeakMap<Seen['shapes'], Map<string, readonly Line[]>>();

function linesOf(seen: Seen, rows: CheckedRows, labels: LabelTable): readonly Line[] {
  // Which fields failed or were withheld is of one request.
  if (seen.withheld.length + seen.failed.length + seen.missing.length > 0) return makeLines(seen, rows, labels);
  let known = LINES.get(seen.shapes);
  if (known === undefined) LINES.set(seen.shapes, (known = new Map()));
  const key = `${seen.type} ${seen.effect} ${seen.reason ?? ''}`;
  let lines = known.get(key);
  if (lines === undefined) known.set(key, (lines = makeLines(seen, rows, labels)));
  return lines;
}

function makeLines(seen: Seen, rows: CheckedRows, labels: LabelTable): readonly Line[] {
  const { permitted, compiled } = rows.intent.plan;
  const { path, on: above } = placeOf(permitted.shape, seen.shape);
  const types = [...above, new Set([seen.type])];
  const sourceOf = (key: string): string => compiled.sources.get(below(path, key), types) ?? NOBODY;
  const groups = new Map<string, { fate: Fate; agency: string; grants: Grants }>();
  for (const entry of seen.shapes.flatMap(({ entries }) => entries)) {
    const { field } = entry;
    if (!appliesTo(entry, seen.type, permitted.operation.values)) continue;
    if (field.refused || field.name.startsWith('__')) continue;
    // Nobody was asked for an object of which nothing is given: whether there is one was not looked for.
    if (field.selection !== null && !givesAnything(field.selection)) continue;
    const fate = fateOf(seen, field.key);
    const source = sourceOf(field.key);
    const label = labels.fields.get(`${seen.type}.${field.name}`) ?? labels.fields.get(field.coordinate);
    const agency = label?.steward ?? source;
    const key = `${fate.effect} ${fate.reason ?? ''} ${agency}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { fate, agency, grants: new Grants() }));
    for (const at of [field.coordinate, ...field.filters])
      group.grants.allow(field.name, source, permitted.granted.get(at));
  }
  // A row of which no field was asked for was judged all the same, and the answer says whether there is one.
  if (groups.size === 0 && seen.type === seen.rowType) {
    const source = sourceOf(rowKey('id'));
    const grants = new Grants();
    grants.allow('__typename', source, permitted.keys.get(seen.type));
    return linesOfGrants(seen, labels.fields.get(`${seen.type}.id`)?.steward ?? source, seen.type, grants);
  }
  return [...groups.values()].flatMap(({ fate, agency, grants }) => linesOfGrants(fate, agency, seen.type, grants));
}

const linesOfGrants = ({ effect, reason }: Fate, agency: string, type: string, grants: Grants): readonly Line[] =>
  grants.lists().map((list) => {
    const fieldset = { agency, type, effect, ...(reason === null ? {} : { reason }), grants: list };
    return { fieldset, text: canonicalJson(fieldset as unknown as CanonicalValue) };
  });

function fateOf(seen: Seen, key: string): Fate {
  if (seen.effect === 'deny') return { effect: 'deny', reason: seen.reason };
  if (seen.withheld.includes(key)) return { effect: 'deny', reason: 'ROW' };
  if (seen.failed.includes(key)) return { effect: 'error', reason: null };
  return { effect: seen.missing.includes(key) ? 'not_found' : 'allow', reason: null };
}

/** Response keys, without list levels, that lead from the root to a selection, and the types each of them stands on. */
interface Place {
  readonly path: string;
  readonly on: readonly ShapeEntry['on'][];
}

function placeOf(root: Shape, shape: Shape): Place {
  let places = PLACES.get(root);
  if (places === undefined) {
    const found = new Map<Shape, Place>();
    const walk = (at: Shape, place: Place): void => {
      found.set(at, place);
      // A selection that several types share has an entry for each of them.
      for (const [selection, entries] of Map.groupBy(at.entries, ({ field }) => field.selection)) {
        if (selection === null) continue;
        const isOnAny = entries.some(({ on }) => on === null);
        const on = isOnAny ? null : new Set(entries.flatMap((one) => [...(one.on ?? [])]));
        walk(selection, { path: below(place.path, entries[0]!.field.key), on: [...place.on, on] });
      }
    };
    walk(root, ROOT);
    PLACES.set(root, (places = found));
  }
  return places.get(shape) ?? ROOT;
}

const ROOT: Place = { path: '', on: [] };

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const PLACES = new WeakMap<Shape, ReadonlyMap<Shape, Place>>();

const REFUSED = new WeakMap<Refusals, readonly Line[]>();
type Refusals = CheckedRows['intent']['plan']['permitted']['refusals'];

/** Fields that were refused whatever the row: nobody was asked for them. */
function refusedLines({ intent }: CheckedRows): readonly Line[] {
  const { refusals } = intent.plan.permitted;
  let lines = REFUSED.get(refusals);
  if (lines === undefined) REFUSED.set(refusals, (lines = makeRefusedLines(refusals)));
  return lines;
}

function makeRefusedLines(refusals: Refusals): readonly Line[] {
  const groups = new Map<string, { agency: string; type: string; reason: string; grants: Grants }>();
  for (const { coordinate, reason, rule, steward } of refusals) {
    const [type = '', name = ''] = coordinate.split('.');
    const agency = steward ?? NOBODY;
    const key = `${agency} ${type} ${reason}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { agency, type, reason, grants: new Grants() }));
    group.grants.add([name], { source: NOBODY, rule, agreement: null });
  }
  return [...groups.values()].flatMap(({ agency, type, reason, grants }) =>
    linesOfGrants({ effect: 'deny', reason }, agency, type, grants),
  );
}

/** Rows that agencies kept back, beyond those that came and were dropped. */
function keptRows({ kept, seen }: CheckedRows, { idOf }: RowParts): NamedRow[] {
  return kept.flatMap(({ subgraph, type, ids }): NamedRow[] => {
    const dropped = new Set(
      seen.filter((one) => one.effect === 'deny' && one.rowType === type).flatMap((one) => one.ids),
    );
    const others = [...ids].filter((id) => !dropped.has(id));
    if (others.length === 0) return [];
    const grants = new Grants();
    grants.add([], { source: subgraph, rule: NOBODY, agreement: null });
    const records = others.map((id) => idOf(type, id));
    return linesOfGrants({ effect: 'deny', reason: 'ROW' }, subgraph, asName(type), grants).map((line) => {
      return { line, records, n: others.length };
    });
  });
}

type Grant = FieldSet['grants'][number];

/** Fields by the source that they came from, and the rule and the agreement that they stand on. */
class Grants {
  readonly #grants = new Map<string, Omit<Grant, 'fields'> & { readonly fields: Set<string> }>();

  allow(field: string, source: string, permit: Permit | undefined): void {
    const basis = permit?.basis;
    const agreement = basis?.kind === 'agreement' ? `${basis.id}/${basis.version}` : null;
    this.add([field], { source, rule: permit?.rule ?? NOBODY, agreement });
  }

  /** Of no field where a row was kept back whole. */
  add(fields: readonly string[], on: Omit<Grant, 'fields'>): void {
    const key = keyOf(on);
    let grant = this.#grants.get(key);
    if (grant === undefined) this.#grants.set(key, (grant = { ...on, fields: new Set() }));
    for (const field of fields) grant.fields.add(field);
  }

  /** Canonical: one set of fields has one spelling. Split where there are very many. */
  lists(): FieldSet['grants'][] {
    const grants = [...this.#grants.values()].map((one) => ({ ...one, fields: [...one.fields].toSorted() }));
    const total = grants.reduce((sum, { fields }) => sum + fields.length, 0);
    if (total <= MOST_FIELDS) return [grants.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))];
    return grants.flatMap(({ fields, ...grant }) =>
      Array.from({ length: Math.ceil(fields.length / MOST_FIELDS) }, (_, at) => [
        { ...grant, fields: fields.slice(at * MOST_FIELDS, (at + 1) * MOST_FIELDS) },
      ]),
    );
  }
}

const keyOf = ({ source, rule, agreement }: Omit<Grant, 'fields'>): string => `${source} ${rule} ${agreement ?? ''}`;
