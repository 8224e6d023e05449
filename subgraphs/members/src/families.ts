import { suppress, type Suppression } from './suppress.js';

/** Counts of organisations beside each other: those under one parent. */
export type Family = ReadonlyMap<string, readonly number[]>;

export const parentOf = (path: string): string => path.split('.').slice(0, -1).join('.');

/** Everything above these paths, `''` above the topmost: whose families decide what may be told of them. */
export function ancestorsOf(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) for (let at = path; at !== ''; at = parentOf(at)) found.add(parentOf(at));
  return [...found];
}

/** Puts counts in families by the parents of their owners. */
export function familiesOf(counts: ReadonlyMap<string, readonly number[]>): ReadonlyMap<string, Family> {
  const families = new Map<string, Map<string, readonly number[]>>();
  for (const [owner, numbers] of counts) {
    const parent = parentOf(owner);
    const family = families.get(parent) ?? new Map<string, readonly number[]>();
    families.set(parent, family.set(owner, numbers));
  }
  return families;
}

/**
 * What to hide of each organisation, by column. It is decided from the top down: over the organisations beside each
 * other, whose sum is told where it is not hidden above them; and what is hidden of an organisation is hidden of all
 * within it. So no told count minus others within it tells of fewer than ten.
 */
export function hiddenOf(
  families: ReadonlyMap<string, Family>,
  { isSmall, hidden: given }: { readonly isSmall?: Suppression['isSmall']; readonly hidden?: HiddenAnyway } = {},
): ReadonlyMap<string, readonly boolean[]> {
  const hidden = new Map<string, readonly boolean[]>();
  for (const [parent, family] of [...families].toSorted(([one], [other]) => depth(one) - depth(other))) {
    const owners = [...family.keys()];
    const above = hidden.get(parent);
    const decided = suppress([...family.values()], {
      ...(isSmall && { isSmall }),
      hidden: (row, column) => above?.[column] === true || given?.(owners[row]!, column) === true,
      sumOfRowsIsTold: parent !== '',
    });
    owners.forEach((owner, row) => hidden.set(owner, decided[row]!));
  }
  return hidden;
}

type HiddenAnyway = (path: string, column: number) => boolean;
const depth = (path: string): number => (path === '' ? 0 : path.split('.').length);
