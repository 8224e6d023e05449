import DataLoader from 'dataloader';
import { isId, pageSize } from './arguments.js';
import { BadUserInput } from './bad-user-input.js';
import type { Connection } from '../schema/page-info.js';
import type { CursorBinding, RequestCore } from '../serve/request.js';

/** One parent's list, as a field asks for it. */
export interface NestedPage<Filter> {
  readonly parent: string;
  readonly first: number | null | undefined;
  readonly after: string | null | undefined;
  readonly filter: Filter;
}

/** What one statement reads: at most `limit` rows for each parent, after `position` where there is one. */
export interface NestedQuery<Filter> {
  readonly parents: readonly string[];
  readonly limit: number;
  readonly position: Position | undefined;
  readonly filter: Filter;
}

export type Position = readonly (string | number)[];
export type Owned<Row> = Row & { readonly owner: string };

export interface NestedOptions<Filter, Row> {
  /** Coordinate of the field: cursors of other fields do not open. */
  readonly field: string;
  /** Names the order: cursors of another order do not open. */
  readonly order: string;
  readonly positionOf: (row: Row) => Position;
  /** Rows of each parent in order, with the parent as `owner`, narrowed by the row condition. */
  readonly rows: (query: NestedQuery<Filter>) => Promise<readonly Owned<Row>[]>;
}

/** Parents per statement: above it a batch becomes several, since a statement may have a branch for each. */
const MAX_PARENTS = 100;

type Asker = Pick<RequestCore, 'agency' | 'cursors'>;

/**
 * Pages of a list that hangs on many parents: one statement for up to a hundred parents that ask alike, and a sealed cursor
 * for each. `BAD_USER_INPUT` for a page size out of range or a cursor that is not of this list; a parent
 * that cannot be an id has nothing.
 */
export function nestedPages<Filter, Row>(
  request: Asker,
  options: NestedOptions<Filter, Row>,
): DataLoader<NestedPage<Filter>, Connection<Row>, string> {
  const load = async (asked: readonly NestedPage<Filter>[]): Promise<(Connection<Row> | Error)[]> => {
    const answers = new Map<string, Connection<Row> | Error>();
    // Parents are keys of other agencies' entities: what is no id has no rows, and must not spoil its batch.
    const known = asked.filter(({ parent }) => isId(parent));
    const groups = Map.groupBy(known, ({ first, after, filter }) => JSON.stringify([first, after, filter]));
    for (const group of groups.values()) {
      // A cursor belongs to one parent, so only first pages share a statement.
      const parts = group[0]?.after == null ? [group] : group.map((one) => [one]);
      for (const part of parts) {
        const pages = await pagesOf(request, options, part).catch((error: unknown) => error as Error);
        for (const one of part) {
          answers.set(keyOf(one), pages instanceof Error ? pages : (pages.get(one.parent) ?? nothing()));
        }
      }
    }
    return asked.map((one) => answers.get(keyOf(one)) ?? nothing());
  };
  return new DataLoader(load, { cacheKeyFn: keyOf, maxBatchSize: MAX_PARENTS });
}

/** An object of its own each time: what a resolver does to one page is no other's. */
const nothing = (): Connection<never> => ({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });

const keyOf = ({ parent, first, after, filter }: NestedPage<unknown>): string =>
  JSON.stringify([parent, first, after, filter]);

/** The pages of parents that ask alike, in one statement. */
async function pagesOf<Filter, Row>(
  request: Asker,
  { field, order, positionOf, rows }: NestedOptions<Filter, Row>,
  asked: readonly NestedPage<Filter>[],
): Promise<ReadonlyMap<string, Connection<Row>>> {
  const { first, after, filter, parent } = asked[0] as NestedPage<Filter>;
  const size = pageSize(first);
  const bindingOf = (owner: string): CursorBinding => ({
    sub: request.agency.sub,
    field,
    filter: JSON.stringify([owner, filter]),
    order,
  });
  const position = after == null ? undefined : request.cursors.open(after, bindingOf(parent));
  // One answer for forged, foreign and outdated cursors: which it was is nobody's business.
  if (after != null && position === undefined) throw new BadUserInput('after', 'is not a cursor of this list');
  const read = await rows({ parents: asked.map((one) => one.parent), limit: size + 1, position, filter });
  const pages = [...Map.groupBy(read, ({ owner }) => owner)].map(([owner, list]): [string, Connection<Row>] => {
    const nodes = list.slice(0, size);
    const last = nodes.at(-1);
    const endCursor = last === undefined ? null : request.cursors.seal(positionOf(last), bindingOf(owner));
    return [owner, { nodes, pageInfo: { hasNextPage: list.length > size, endCursor } }];
  });
  return new Map(pages);
}
