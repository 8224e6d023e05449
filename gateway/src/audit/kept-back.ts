import { isOn, type Shape } from '../access/shape.js';
import type { CheckedFacts } from '../execute/check-rows.js';
import type { Seen } from '../execute/seen.js';
import { identifyingArguments, type IdentifyingSchema } from './identifiers.js';

/** Rows that an agency kept back and that were asked for at the same places. */
export interface KeptBack {
  readonly subgraph: string;
  readonly type: string;
  readonly ids: readonly string[];
  /** Response keys of the root's fields that are null because of them. */
  readonly keys: readonly string[];
  /** The selections that they were asked for by. */
  readonly shapes: readonly Shape[];
}

/**
 * Rows that agencies kept back, beyond those that came and were dropped. No agency says where: at the root that is where
 * none came though it, or none by its id, was asked for; and else wherever one was asked for.
 */
export function keptOf(rows: CheckedFacts, graph: IdentifyingSchema): readonly KeptBack[] {
  if (rows.kept.length === 0) return [];
  const { shape, operation } = rows.intent.plan.permitted;
  const nulls = nullsOf(rows, graph);
  return rows.kept.flatMap(({ subgraph, type, ids }) => {
    const dropped = new Set(
      rows.seen.filter((one) => one.effect === 'deny' && one.rowType === type).flatMap((one) => one.ids),
    );
    const here = nulls.filter(({ source, selection }) => source === subgraph && mayBe(selection, type));
    const others = shape.entries.filter(({ field }) => here.every(({ key }) => key !== field.key));
    const elsewhere = [...new Set(selectionsOf(type, others, operation.values))];
    const nullsOfRow = (id: string): readonly Null[] => nullsFor(id, here, elsewhere.length > 0);
    const kept = [...ids].filter((id) => !dropped.has(id));
    const places = Map.groupBy(kept, (id) => keysOf(nullsOfRow(id)).join(' '));
    return [...places.values()].map((some) => {
      const asked = nullsOfRow(some[0]!);
      const shapes = asked.length === 0 ? elsewhere : [...new Set(asked.map(({ selection }) => selection))];
      return { subgraph, type, ids: some, keys: keysOf(asked), shapes };
    });
  });
}

/** Whether what was seen is the root. */
export const isRoot = ({ shape }: Seen, { intent }: CheckedFacts): boolean => shape === intent.plan.permitted.shape;

/** One of the root's fields of which no row came. */
interface Null {
  readonly key: string;
  readonly selection: Shape;
  /** The agency that was asked. */
  readonly source: string | undefined;
  /** Ids of the rows that its arguments name. */
  readonly names: ReadonlySet<string>;
}

const keysOf = (nulls: readonly Null[]): readonly string[] => nulls.map(({ key }) => key);

/** The root's fields of which no row came. */
function nullsOf(rows: CheckedFacts, graph: IdentifyingSchema): readonly Null[] {
  const { permitted, compiled } = rows.intent.plan;
  const { node, values } = permitted.operation;
  const missing = new Set(rows.seen.filter((seen) => isRoot(seen, rows)).flatMap((seen) => seen.missing));
  if (missing.size === 0) return [];
  const named = identifyingArguments(node, graph);
  return permitted.shape.entries.flatMap(({ toggles, field: { key, selection } }) => {
    if (selection === null || !missing.has(key) || !isOn(toggles, values)) return [];
    const names = named
      .filter(({ root }) => root === key)
      .flatMap((argument) => [...argument.look(values)].flatMap((one) => one?.name ?? []))
      .filter(({ of }) => of === selection.type || mayBe(selection, of));
    return [{ key, selection, source: compiled.sources.get(key), names: new Set(names.map(({ id }) => id)) }];
  });
}

/**
 * Fields that are null because of a row: those that name it, else those that name none. Where each names another, it was
 * asked for elsewhere, or its agency knows it by another id.
 */
function nullsFor(id: string, nulls: readonly Null[], isElsewhere: boolean): readonly Null[] {
  const naming = nulls.filter(({ names }) => names.has(id));
  if (naming.length > 0) return naming;
  const silent = nulls.filter(({ names }) => names.size === 0);
  return silent.length > 0 || isElsewhere ? silent : nulls;
}

const mayBe = ({ type, possible }: Shape, one: string): boolean => possible?.has(one) ?? type === one;

/** Selections of rows of a type, however deep, that these values let through. */
const selectionsOf = (type: string, entries: Shape['entries'], values: Readonly<Record<string, unknown>>): Shape[] =>
  entries.flatMap(({ toggles, field: { selection, refused } }) => {
    if (selection === null || refused || !isOn(toggles, values)) return [];
    return [...(mayBe(selection, type) ? [selection] : []), ...selectionsOf(type, selection.entries, values)];
  });
