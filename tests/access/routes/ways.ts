import type { Random } from '../differential/random.js';

/** Fields of each type, with where they lead; a part is no thing of its own. */
export const FIELDS: Readonly<Record<string, Readonly<Record<string, string | null>>>> = (() => {
  const noted = { note: null };
  const record = { ...noted, title: null, author: null, plan: null, next: 'Record', detail: 'Detail' };
  const part = { text: null, price: null };
  const file = { ...record, desk: 'Desk' };
  const desk = { title: null, top: 'Memo', pile: 'OnDesk', boss: 'Desk' };
  return {
    Noted: noted,
    Record: record,
    Memo: file,
    Report: file,
    Found: {},
    OnDesk: {},
    Desk: desk,
    Detail: part,
    MemoDetail: part,
    ReportDetail: part,
  };
})();
const POSSIBLE: Readonly<Record<string, readonly string[]>> = {
  Noted: ['Memo', 'Report'],
  Record: ['Memo', 'Report'],
  Found: ['Memo', 'Report'],
  OnDesk: ['Memo', 'Report', 'Desk'],
  Detail: ['MemoDetail', 'ReportDetail'],
};
export const possible = (type: string): readonly string[] => POSSIBLE[type] ?? [type];
const KINDS = Object.keys(FIELDS);

export type Node =
  | { readonly on: string; readonly inner: readonly Node[] }
  | { readonly key: string; readonly field: string; readonly to: string | null; readonly inner: readonly Node[] };

export const SHARED = 'shared';

export function draw(random: Random, type: string, depth: number): readonly Node[] {
  const fields = Object.entries(FIELDS[type]!).filter(([, to]) => to === null || depth < 3);
  const overlapping = KINDS.filter((on) => possible(on).some((one) => possible(type).includes(one)));
  return Array.from({ length: 1 + random.below(3) }, (): Node | null => {
    if (fields.length === 0 || random.chance(0.35)) {
      const on = random.pick(overlapping);
      return depth > 5 ? null : { on, inner: draw(random, on, depth + 1) };
    }
    const [field, to] = random.pick(fields);
    // To most it is hidden, and then there is nothing else to see.
    if (field === 'plan' && random.chance(0.8)) return null;
    // One response key for several fields: where an object could be of both types, the query is invalid.
    const shared = to === null && field !== 'price' && POSSIBLE[type] === undefined && random.chance(0.15);
    const key = shared ? SHARED : random.chance(0.2) ? `${field}2` : field;
    return { key, field, to, inner: to === null ? [] : draw(random, to, depth + 1) };
  }).filter((one) => one !== null);
}

export const print = (nodes: readonly Node[]): string =>
  `{ __typename ${nodes
    .map((node) =>
      'on' in node
        ? `... on ${node.on} ${print(node.inner)}`
        : `${node.key === node.field ? '' : `${node.key}: `}${node.field} ${node.to === null ? '' : print(node.inner)}`,
    )
    .join(' ')} }`;
