import type { Draw } from '../../../support/random.js';
import { fieldsOf } from './fields.js';
import { HOMES, KEYS, type Entity, type Given, type Home, type Row } from './model.js';

const ROWS = 4;

export function drawEntities(draw: Draw): Entity[] {
  const names = Array.from({ length: 2 + draw(3) }, (_, at) => `T${at}`);
  const drawn = names.map((name) => {
    const lacks = draw(3) === 0 ? HOMES[1 + draw(2)]! : null;
    return { name, key: KEYS[draw(KEYS.length)]!, lacks, rows: rowsOf(name, lacks) };
  });
  return drawn.map((entity) => {
    const textAt = HOMES[draw(HOMES.length)]!;
    const provides = HOMES.filter((home) => home !== textAt)[draw(2)]!;
    return { ...entity, provides, fields: fieldsOf({ ...entity, textAt, provides }, drawn, draw) };
  });
}

function rowsOf(name: string, lacks: Home | null): Row[] {
  return Array.from({ length: ROWS }, (_, at) => ({
    __typename: name,
    at,
    id: `${name}-${at}`,
    code: lacks === 's2' && at === 3 ? null : `c${name}${at}`,
    ref: { id: `r${name}${at}` },
  }));
}

export const keyOf = ({ key }: Entity, home: Home): string => {
  if (key !== 'several') return `@key(fields: "${key}")`;
  if (home === 's0') return '@key(fields: "id") @key(fields: "code")';
  return home === 's1' ? '@key(fields: "id")' : '@key(fields: "code")';
};

const CODE = { SDL: 'code: String', id: 'id: ID!', ref: 'ref: Ref! @shareable' } as const;

/** The fields of its key that stand in a subgraph; in the whole graph, all. */
export const keyFieldsOf = ({ key }: Entity, home: Home | 'whole'): string => {
  if (key === 'id') return CODE.id;
  if (key === 'ref { id }') return CODE.ref;
  if (key === 'ref { id } code') return `${CODE.ref} ${CODE.SDL}`;
  if (key === 'several' && home === 's1') return CODE.id;
  if (key === 'several' && home === 's2') return CODE.SDL;
  return `${CODE.id} ${CODE.SDL}`;
};

/** The row that a reference is about. */
export function find(rows: readonly Row[], given: Given): Row | undefined {
  const ref = given['ref'] as { readonly id?: string } | undefined;
  if (ref !== undefined) return rows.find((row) => (row['ref'] as { id: string }).id === ref.id);
  const by = given['id'] === undefined ? 'code' : 'id';
  return rows.find((row) => row[by] === given[by]);
}
