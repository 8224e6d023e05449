import type { LabelTable } from '@agency-graph/composition';
import type { Identifier, RecordBody } from '@agency-graph/ledger/records';
import { isGiven, type Shape } from '../access/shape.js';
import type { AnchoredError, FieldError } from '../execute/field-error.js';
import type { WrittenFacts } from '../execute/write-data.js';
import type { Plan } from '../plan/plan.js';
import { NOBODY } from './access-rows.js';
import { identifiersInLists } from './outcome.js';
import type { Intent } from './record.js';

/** Ids in one record at most: of the longest ones these are two thirds of what it holds. */
const IDS_AT_ONCE = 600;

export type Write = Pick<RecordBody<'write'>, 'field' | 'source' | 'effect' | 'of' | 'records' | 'identifiers'>;

/** What a mutation's fields did, where nobody can tell: to whom they may have done it, by what each of them named. */
export const unknownWrites = ({ plan }: Intent, namedAt: (key: string) => readonly Identifier[]): readonly Write[] =>
  changesOf(plan).flatMap(({ key, field, source }) => {
    const write = { field, source, effect: 'unknown', records: [] } as const;
    const lists = identifiersInLists(namedAt(key));
    return lists.length === 0 ? [write] : lists.map((identifiers) => ({ ...write, identifiers }));
  });

/** What a mutation's fields did, by its checked rows; one that did it to very many rows, or of several types, is several. */
export function writesOf(rows: WrittenFacts, idOf: (type: string, id: string) => string): readonly Write[] {
  const { plan } = rows.intent;
  if (plan.permitted.operation.kind !== 'mutation') return [];
  return changesOf(plan).flatMap((change) => {
    const { field, source } = change;
    const effect = effectOf(change, rows);
    const changed = cameOf(change, rows).flatMap(({ rowType: of, ids }) =>
      of === null ? [] : ids.map((id) => ({ of, id: idOf(of, id) })),
    );
    const lists = [...Map.groupBy(changed, ({ of }) => of)].flatMap(([of, all]) =>
      listsOf([...new Set(all.map(({ id }) => id))]).map((records) => ({ of, records })),
    );
    return (lists.length === 0 ? [{ records: [] }] : lists).map((some) => ({ field, source, effect, ...some }));
  });
}

/** Changes whose effect is recorded as unknown: the response key of each, and the agency that was asked. */
export function unknownIn(rows: WrittenFacts): ReadonlyMap<string, string> {
  const { plan } = rows.intent;
  if (plan.permitted.operation.kind !== 'mutation') return new Map();
  const unknown = changesOf(plan).filter((change) => effectOf(change, rows) === 'unknown');
  return new Map(unknown.map(({ key, source }) => [key, source]));
}

/** Whose data a mutation's field changes: its steward's, whichever agency serves it. */
export const agencyOf = (
  { field, source }: Pick<Write, 'field' | 'source'>,
  { labels }: { readonly labels: LabelTable },
): string => labels.fields.get(field)?.steward ?? source;

/** A field that a mutation asks for: one, in however many parts of the operation its selection stands. */
interface Change {
  readonly key: string;
  readonly field: string;
  readonly source: string;
  readonly selections: ReadonlySet<Shape | null>;
}

function changesOf({ permitted: { operation, shape }, compiled }: Plan): readonly Change[] {
  const asked = shape.entries.flatMap((entry) =>
    entry.field.name.startsWith('__') || !isGiven(entry, operation.values) ? [] : [entry.field],
  );
  return [...Map.groupBy(asked, ({ key }) => key)].map(([key, fields]) => ({
    key,
    field: fields[0]!.coordinate,
    source: compiled.sources.get(key) ?? NOBODY,
    selections: new Set(fields.map(({ selection }) => selection)),
  }));
}

/** A row that came was changed, whether or not the caller may see it. */
const cameOf = ({ selections }: Change, { came }: WrittenFacts): WrittenFacts['came'] =>
  came.filter(({ shape }) => selections.has(shape));

function effectOf(change: Change, rows: WrittenFacts): Write['effect'] {
  // That nothing was done has a reason, and so an answer.
  if (rows.undone.has(change.key)) return 'refused';
  return cameOf(change, rows).length > 0 ? 'done' : silentEffectOf(change, rows);
}

/** What a field did of which nothing came; an agency that did not answer, or could not tell all of what it did, may have done it. */
function silentEffectOf({ key, source }: Change, { came, errors, data, intent, lost }: WrittenFacts): Write['effect'] {
  const root = came.find(({ shape }) => shape === intent.plan.permitted.shape);
  const told = errors.at(data).filter(isOfAgency);
  if (root?.failed.includes(key) === true) {
    const isSaid = told.some(({ rest: [first, ...below], error }) => {
      return first === key && below.length === 0 && !('unanswered' in error);
    });
    return isSaid ? 'failed' : 'unknown';
  }
  if (lost.values.get(data)?.get(key) === 'failed') return 'unknown';
  const isMissing = root?.missing.includes(key) === true;
  const ofAll = told.some(({ rest, error }) => rest.length === 0 && error.agency === source);
  if (ofAll && (isMissing || data[key] === null)) return 'unknown';
  return isMissing ? 'refused' : 'done';
}

type AgencyError = Exclude<FieldError, { readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE' }>;

const isOfAgency = (placed: AnchoredError): placed is AnchoredError & { readonly error: AgencyError } =>
  placed.error.code !== 'UNAUTHORIZED_FIELD_OR_TYPE';

const listsOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(ids.length / IDS_AT_ONCE)) }, (_, at) =>
    ids.slice(at * IDS_AT_ONCE, (at + 1) * IDS_AT_ONCE),
  );
