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

/** `entity` is the object of the answer, which knows its row also where another key is sent. */
function noteObject(
  sent: Fetched,
  entity: Fetched | undefined,
  of: SharedFields,
  subgraph: string,
  noted: Map<string, Shared>,
): void {
  // An agency to which an interface is an object is sent the interface's name.
  const [only] = of.size === 1 ? of.keys() : [];
  const type = String(entity?.['__typename'] ?? sent['__typename'] ?? only);
  const there = (of.get(type) ?? []).filter(({ name }) => sent[name] !== undefined);
  const fields = there.filter(({ isKey }) => !isKey);
  if (fields.length > 0) {
    const key = `${type} ${fields.map(({ name }) => name).join(' ')}`;
    let one = noted.get(key);
    if (one === undefined) noted.set(key, (one = { subgraph, type, fields, ids: [], n: 0 }));
    one.n += 1;
    const id = idOf(entity?.[ROW_ID]) ?? idOf(sent['id']);
    if (id !== null) one.ids.push(id);
  }
  for (const { name, within } of there) if (within.size > 0) noteWithin(sent[name], within, subgraph, noted);
}

function noteWithin(value: unknown, of: SharedFields, subgraph: string, noted: Map<string, Shared>): void {
  if (Array.isArray(value)) for (const one of value as unknown[]) noteWithin(one, of, subgraph, noted);
  else if (typeof value === 'object' && value !== null) noteObject(value as Fetched, undefined, of, subgraph, noted);
}

const ROW_ID = rowKey('id');
