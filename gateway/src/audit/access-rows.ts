import type { LabelTable } from '@agency-graph/composition';
import { canonicalJson, type CanonicalValue } from '@agency-graph/ledger';
import { SENT_TO, type FieldSet } from '@agency-graph/ledger/records';
import type { Permit } from '../access/decision.js';
import { appliesTo, givesAnything, rowKey, type Shape } from '../access/shape.js';
import type { CheckedFacts } from '../execute/check-rows.js';
import type { Seen } from '../execute/seen.js';
import type { Shared } from '../execute/shared.js';
import type { RefusalCode } from '../refusals.js';
import { sourceOf } from '../source-of.js';
import type { IdentifyingSchema } from './identifiers.js';
import { isRoot, keptOf, type KeptBack } from './kept-back.js';
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
  /** The rule that refused it; null where it is the one that it would be given by. */
  readonly rule: string | null;
}

/** An access row before its field set has an index. */
export interface NamedRow {
  readonly line: Line;
  readonly records: readonly string[];
  readonly n: number;
}

/** What is needed to write down what became of an operation's fields. */
export interface RowParts {
  readonly graph: IdentifyingSchema;
  /** How a row's id stands in a record: as it is, or as a blind token. */
  readonly idOf: (type: string, id: string) => string;
}

/** Fields of one field set at most; more are split. */
const MOST_FIELDS = 300;
/** In place of a source where nobody was asked. */
export const NOBODY = 'none';

/**
 * What became of every field that was asked for: shown, withheld, not found, not given; by agency, source and type, with
 * the rule that it stands on and the records that it is about. Of a request that was turned away with `code` nothing was
 * shown.
 */
export function accessRows(rows: CheckedFacts, parts: RowParts, code: RefusalCode | null = null): NamedRow[] {
  const kept = keptOf(rows, parts.graph);
  return [
    ...rows.seen.flatMap((seen) => {
      const told = withRefused(seen, rows, kept);
      return rowsOf(code === null ? told : turnedAway(told, code), rows, parts);
    }),
    ...refusedLines(rows).map((line) => ({ line, records: [], n: 0 })),
    ...kept.flatMap((one) => keptRows(one, rows, parts)),
    ...rows.shared.flatMap((one) => sharedRows(one, rows, parts)),
  ];
}

const turnedAway = (told: Told, code: RefusalCode): Told =>
  told.effect === 'deny' ? told : { ...told, effect: 'deny', reason: code };

/** Objects, with what was refused at the root of that which is missing there, and why. */
interface Told extends Omit<Seen, 'reason'> {
  readonly reason: string | null;
  readonly refused?: ReadonlyMap<string, Why>;
}

type Why = NonNullable<Seen['reason']>;

function rowsOf(seen: Told, rows: CheckedFacts, { graph, idOf }: RowParts): NamedRow[] {
  // Objects that stand under several selections are told of, and counted, under the first.
  if (seen.shape !== seen.shapes[0]) return [];
  return byEmergency(seen, rows).flatMap(([some, urgent]) => {
    const lines = linesOf(some, rows, graph.labels, urgent);
    if (lines.length === 0) return [];
    const { rowType, ids, n } = some;
    const records = rowType === null ? [] : [...new Set(ids)].map((id) => idOf(rowType, id));
    return lines.map((line) => ({ line, records, n }));
  });
}

/**
 * Rows that were opened to the caller in an emergency, apart from all others, with what they stand on: whether another
 * rule would have admitted one of them too, nobody asked.
 */
function byEmergency(seen: Told, { intent }: CheckedFacts): readonly (readonly [some: Told, urgent: Permit | null])[] {
  const { emergency, purpose } = intent.caller;
  const { breakGlass } = intent.plan.permitted.policy;
  if (emergency === null || breakGlass === null || seen.effect !== 'allow') return [[seen, null]];
  const named = new Set(emergency.type === seen.rowType && emergency.purpose === purpose ? emergency.ids : []);
  const [opened = [], others = []] = [true, false].map((isNamed) => seen.ids.filter((id) => named.has(id) === isNamed));
  if (opened.length === 0) return [[seen, null]];
  const urgent: Permit = { kind: 'permit', rule: breakGlass.rule, basis: { kind: 'emergency', id: emergency.id } };
  const some = (ids: string[]): Told => ({ ...seen, ids, n: ids.length });
  return [...(others.length === 0 ? [] : [[some(others), null] as const]), [some(opened), urgent]];
}

/**
 * Lines of a selection's objects, for all requests of one permitted operation: a selection belongs to one, of one
 * caller's kind, with one plan and the toggles as they are.
 */
const LINES = new WeakMap<Seen['shapes'], Map<string, readonly Line[]>>();

function linesOf(seen: Told, rows: CheckedFacts, labels: LabelTable, urgent: Permit | null): readonly Line[] {
  // Which fields failed or were withheld is of one request.
  const others = seen.withheld.length + seen.fallen.length + seen.failed.length + seen.missing.length;
  if (others > 0) return makeLines(seen, rows, labels, urgent);
  let known = LINES.get(seen.shapes);
  if (known === undefined) LINES.set(seen.shapes, (known = new Map()));
  const key = `${seen.type} ${seen.effect} ${seen.reason ?? ''} ${urgent?.rule ?? ''}`;
  let lines = known.get(key);
  if (lines === undefined) known.set(key, (lines = makeLines(seen, rows, labels, urgent)));
  return lines;
}

/** `urgent` is what the objects stand on, where that is an emergency. */
function makeLines(seen: Told, rows: CheckedFacts, labels: LabelTable, urgent: Permit | null): readonly Line[] {
  const { plan } = rows.intent;
  const { permitted } = plan;
  const groups = new Map<string, { fate: Fate; agency: string; grants: Grants }>();
  const asked = seen.shapes.flatMap((shape) => shape.entries.map((entry) => ({ shape, entry })));
  for (const { shape, entry } of asked) {
    const { field } = entry;
    if (!appliesTo(entry, seen.type, permitted.operation.values)) continue;
    if (field.refused || field.name.startsWith('__')) continue;
    // Nobody was asked for an object of which nothing is given: whether there is one was not looked for.
    if (field.selection !== null && !givesAnything(field.selection)) continue;
    const fate = fateOf(seen, field.key);
    const source = sourceOf(plan, shape, seen.type, field.key) ?? NOBODY;
    const label = labels.fields.get(`${seen.type}.${field.name}`) ?? labels.fields.get(field.coordinate);
    const agency = label?.steward ?? source;
    const key = `${fate.effect} ${fate.reason ?? ''} ${fate.rule ?? ''} ${agency}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { fate, agency, grants: new Grants() }));
    for (const at of [field.coordinate, ...field.filters])
      if (fate.rule === null) group.grants.allow(field.name, source, urgent ?? permitted.granted.get(at));
      else group.grants.add([field.name], { source, rule: fate.rule, agreement: null });
  }
  // A row of which no field was asked for was judged all the same, and the answer says whether there is one. One of a type
  // that clients see none of is dropped without its key.
  if (groups.size === 0 && (seen.type === seen.rowType || seen.reason === 'ROW')) {
    const source = sourceOf(plan, seen.shape, seen.type, rowKey('id')) ?? NOBODY;
    const grants = new Grants();
    grants.allow('__typename', source, urgent ?? permitted.keys.get(seen.type));
    return linesOfGrants(seen, labels.fields.get(`${seen.type}.id`)?.steward ?? source, seen.type, grants);
  }
  return [...groups.values()].flatMap(({ fate, agency, grants }) => linesOfGrants(fate, agency, seen.type, grants));
}

const linesOfGrants = (
  { effect, reason }: Omit<Fate, 'rule'>,
  agency: string,
  type: string,
  grants: Grants,
): readonly Line[] =>
  grants.lists().map((list) => {
    const fieldset = { agency, type, effect, ...(reason === null ? {} : { reason }), grants: list };
    return { fieldset, text: canonicalJson(fieldset as unknown as CanonicalValue) };
  });

function fateOf(seen: Told, key: string): Fate {
  const byItsOwn = (effect: Fate['effect'], reason: string | null): Fate => ({ effect, reason, rule: null });
  if (seen.withheld.includes(key)) return byItsOwn('deny', 'ROW');
  const fallen = seen.fallen.find((one) => one.key === key);
  if (fallen !== undefined) return { effect: 'deny', reason: fallen.reason, rule: fallen.rule };
  if (seen.failed.includes(key)) return byItsOwn('error', null);
  if (!seen.missing.includes(key)) return byItsOwn(seen.effect, seen.reason);
  const reason = seen.refused?.get(key) ?? null;
  return byItsOwn(reason === null ? 'not_found' : 'deny', reason);
}

const REFUSED = new WeakMap<Refusals, readonly Line[]>();
type Refusals = CheckedFacts['intent']['plan']['permitted']['refusals'];

/** Fields that were refused whatever the row: nobody was asked for them. */
function refusedLines({ intent }: CheckedFacts): readonly Line[] {
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

/** Selections of which rows were dropped, and why. What a cap refused was dropped last: but for the cap it was shown. */
const droppedOf = ({ seen }: CheckedFacts): ReadonlyMap<Shape, Why> =>
  new Map(seen.flatMap(({ shape, reason }) => (reason === null ? [] : [[shape, reason] as const])));

/** Of what is missing at the root, that which was dropped or kept back was refused, and not looked for in vain. */
function withRefused(seen: Seen, rows: CheckedFacts, kept: readonly KeptBack[]): Told {
  if (seen.missing.length === 0 || !isRoot(seen, rows)) return seen;
  const dropped = droppedOf(rows);
  const refused = new Map<string, Why>(kept.flatMap(({ keys }) => keys.map((key) => [key, 'ROW'] as const)));
  for (const { key, selection } of seen.shape.entries.map(({ field }) => field)) {
    const reason = selection === null ? undefined : dropped.get(selection);
    if (reason !== undefined) refused.set(key, reason);
  }
  return { ...seen, refused };
}

function keptRows({ subgraph, type, ids, shapes }: KeptBack, rows: CheckedFacts, parts: RowParts): NamedRow[] {
  const { graph, idOf } = parts;
  const [shape] = shapes;
  const told = { effect: 'deny', reason: 'ROW', withheld: [], fallen: [], failed: [], missing: [] } as const;
  const named = (lines: readonly Line[]): NamedRow[] =>
    lines.map((line) => ({ line, records: ids.map((id) => idOf(type, id)), n: ids.length }));
  if (shape !== undefined) {
    const seen = { shape, shapes, type, rowType: type, ids: [...ids], n: ids.length, ...told };
    return named(makeLines(seen, rows, graph.labels, null));
  }
  const grants = new Grants();
  const { keys } = rows.intent.plan.permitted;
  grants.add([], { source: subgraph, rule: keys.get(type)?.rule ?? NOBODY, agreement: null });
  return named(linesOfGrants(told, graph.labels.fields.get(`${type}.id`)?.steward ?? subgraph, asName(type), grants));
}

/**
 * What an agency was sent of others' fields, to compute its own from, on what that was given: masked, for it was shown to
 * nobody as it is.
 */
function sharedRows({ subgraph, type, fields, ids, n }: Shared, rows: CheckedFacts, parts: RowParts): NamedRow[] {
  const { labels } = parts.graph;
  const { rows: judged, granted } = rows.intent.plan.permitted;
  const groups = new Map<string, Grants>();
  for (const { name, source = NOBODY, readers } of fields) {
    const agency = labels.fields.get(`${type}.${name}`)?.steward ?? source;
    const grants = groups.get(agency) ?? new Grants();
    groups.set(agency, grants);
    const permits = readers.flatMap((reader) => granted.get(reader) ?? []);
    for (const permit of permits.length === 0 ? [undefined] : permits) grants.allow(name, source, permit);
  }
  const isRow = judged.has(type) || labels.rows.has(type);
  const records = isRow ? [...new Set(ids)].map((id) => parts.idOf(type, id)) : [];
  const fate = { effect: 'mask', reason: asName(`${SENT_TO}${subgraph}`) } as const;
  return [...groups].flatMap(([agency, grants]) =>
    linesOfGrants(fate, agency, asName(type), grants).map((line) => ({ line, records, n })),
  );
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
