import type { RowCondition } from '@agency-graph/contract';

/** Rows that a condition can admit at most: those of these cells' paths, and those of these ids. */
export interface Reach {
  readonly paths: readonly string[];
  readonly ids: readonly string[];
}

/**
 * How far a row condition can reach, so that an index leads there; `undefined` where it may admit any row. Never decides:
 * the condition itself is in every `where`.
 */
export function reachOf(condition: RowCondition | undefined): Reach | undefined {
  switch (condition?.kind) {
    case undefined:
    case 'never':
      return { paths: [], ids: [] };
    case 'under':
      return condition.field === 'rowCellPath' ? { paths: condition.paths, ids: [] } : undefined;
    case 'ids':
      return { paths: [], ids: condition.ids };
    case 'all':
      return condition.of.map(reachOf).reduce(nearer, undefined);
    case 'any':
      return condition.of.map(reachOf).reduce<Reach | undefined>(joined, { paths: [], ids: [] });
    case 'always':
    case 'level':
    case 'holds':
    case 'compartmented':
    case 'oneOf':
      return undefined;
    default:
      return condition satisfies never;
  }
}

/** Segments of a path: `TW.G07` has two. */
export const depthOf = (path: string): number => path.split('.').length;

/** The first segments of a path. */
export function prefixOf(path: string, segments: number): string {
  let end = -1;
  for (let found = 0; found < segments; found += 1) {
    end = path.indexOf('.', end + 1);
    if (end === -1) return path;
  }
  return path.slice(0, end);
}

function joined(one: Reach | undefined, other: Reach | undefined): Reach | undefined {
  if (one === undefined || other === undefined) return undefined;
  return { paths: [...one.paths, ...other.paths], ids: [...one.ids, ...other.ids] };
}

/** Both hold, so either bounds the rows: the one whose paths lie deeper. */
function nearer(one: Reach | undefined, other: Reach | undefined): Reach | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return shallowest(one) >= shallowest(other) ? one : other;
}

const shallowest = ({ paths }: Reach): number => Math.min(...paths.map(depthOf));
