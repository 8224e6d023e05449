import type { SharedField, SharedFields } from '../plan/shared-fields.js';
import type { Fetched } from '../plan/fetched.js';
import type { AskedEntity } from './entities.js';
import type { RowsFacts } from './execute.js';
import { idOf } from './leaf-text.js';
import { rowKey } from '../access/shape.js';

/** Objects of one type of which an agency was sent the same fields, to compute its own from: for the record. */
export interface Shared {
  readonly subgraph: string;
  readonly type: string;
  readonly fields: readonly SharedField[];
  /** Of the objects, as far as they are known. */
  readonly ids: string[];
  n: number;
}

/** Notes what an agency was sent of entities beside their keys: nothing by most plans. */
export function noteShared(
  { shared, intent }: Pick<RowsFacts, 'shared' | 'intent'>,
  subgraph: string,
  asked: readonly Pick<AskedEntity, 'representation' | 'targets'>[],
): void {
  const sent = intent.plan.compiled.shared.get(subgraph);
  if (sent === undefined) return;
  const noted = new Map<string, Shared>();
  for (const { representation, targets } of asked) noteObject(representation, targets[0], sent, subgraph, noted);
  shared.push(...noted.values());
}

/**
 * `given` is the object of the answer, where it is known: it says of which type it is also where that is not sent on, and
 * which row also where another key is sent.
 */
function noteObject(
  sent: Fetched,
  given: Fetched | undefined,
  of: SharedFields,
  subgraph: string,
  noted: Map<string, Shared>,
): void {
  const named = given?.['__typename'] ?? sent['__typename'];
  // An agency to which an interface is an object knows its name alone.
  const types = typeof named === 'string' && of.has(named) ? [named] : [...of.keys()];
  for (const type of types) {
    const there = (of.get(type) ?? []).filter(({ name }) => sent[name] !== undefined);
    const fields = there.filter(({ isKey }) => !isKey);
    if (fields.length > 0) {
      const key = `${type} ${fields.map(({ name }) => name).join(' ')}`;
      let one = noted.get(key);
      if (one === undefined) noted.set(key, (one = { subgraph, type, fields, ids: [], n: 0 }));
      one.n += 1;
      const id = idOf(given?.[ROW_ID]) ?? idOf(sent['id']);
      if (id !== null) one.ids.push(id);
    }
    for (const { name, key, within } of there)
      if (within.size > 0) noteWithin(sent[name], given?.[key], within, subgraph, noted);
  }
}

function noteWithin(
  sent: unknown,
  given: unknown,
  of: SharedFields,
  subgraph: string,
  noted: Map<string, Shared>,
): void {
  if (Array.isArray(sent)) {
    const alike = Array.isArray(given) && given.length === sent.length ? (given as unknown[]) : [];
    sent.forEach((one: unknown, at) => noteWithin(one, alike[at], of, subgraph, noted));
  } else if (isObject(sent)) noteObject(sent, isObject(given) ? given : undefined, of, subgraph, noted);
}

const isObject = (value: unknown): value is Fetched =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ROW_ID = rowKey('id');
