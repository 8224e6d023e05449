import type { IndexState } from './index-state.js';

/** Leaves from one to another that are searched in one way. */
export interface Run {
  readonly by: 'log' | 'index';
  readonly from: number;
  readonly to: number;
}

/** Leaves below one of them, newest first, by where they are searched. */
export function runs(
  below: number,
  { indexed, distrusted }: Pick<IndexState, 'indexed' | 'distrusted'>,
): readonly Run[] {
  const all: Run[] = [];
  const add = (by: Run['by'], from: number, to: number): void => {
    if (from < Math.min(to, below)) all.push({ by, from, to: Math.min(to, below) });
  };
  add('log', indexed, Infinity);
  let top = indexed;
  for (const { from, to } of distrusted.toReversed()) {
    add('index', to, top);
    add('log', from, Math.min(to, top));
    top = Math.min(top, from);
  }
  add('index', 0, top);
  return all;
}
