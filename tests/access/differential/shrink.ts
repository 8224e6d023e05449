import type { RandomQuery, Selection } from './queries.js';

/** Most queries tried for one case. */
const MOST_TRIES = 200;

/** Takes away from a query what can go while it still fails: selections first, then arguments, aliases and directives. */
export async function shrink(
  query: RandomQuery,
  fails: (query: RandomQuery) => Promise<boolean>,
): Promise<RandomQuery> {
  let tries = 0;
  let current = query;
  for (let found = true; found && tries < MOST_TRIES;) {
    found = false;
    for (const selections of smaller(current.selections)) {
      if (selections.length === 0 || (tries += 1) > MOST_TRIES) continue;
      const candidate = { ...current, selections };
      if (await fails(candidate)) {
        current = candidate;
        found = true;
        break;
      }
    }
  }
  return current;
}

/** Every selection set that lacks one thing of this one, the largest losses first. */
function* smaller(selections: readonly Selection[]): Generator<readonly Selection[]> {
  for (const at of selections.keys()) if (selections.length > 1) yield selections.toSpliced(at, 1);
  for (const [at, one] of selections.entries()) {
    const plain = { ...one, alias: null, directive: '', fragment: false };
    if (JSON.stringify(plain) !== JSON.stringify(one)) yield selections.with(at, plain);
    for (const inner of smaller(one.inner)) {
      if (inner.length > 0) yield selections.with(at, { ...one, inner });
    }
  }
}
