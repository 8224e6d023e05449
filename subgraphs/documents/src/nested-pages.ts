import { BadUserInput, type Connection, type RequestBase } from '@agency-graph/kit';
import DataLoader from 'dataloader';

/** Rows on a page when `first` is absent, and at most. */
const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

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
  /** Rows of each parent in order, with the parent as `owner`. */
  readonly rows: (query: NestedQuery<Filter>) => Promise<readonly Owned<Row>[]>;
}

/**
 * Pages of a list that hangs on many parents: one statement for all parents that ask alike, whatever their number, and a
 * sealed cursor for each. `BAD_USER_INPUT` for a page size out of range or a cursor that is not of this list.
 */
export function nestedPages<Filter, Row>(
  request: Pick<RequestBase, 'agency' | 'cursors'>,
  options: NestedOptions<Filter, Row>,
): DataLoader<NestedPage<Filter>, Connection<Row>, string> {
  const load = async (asked: readonly NestedPage<Filter>[]): Promise<(Connection<Row> | Error)[]> => {
    const answers = new Map<string, Connection<Row> | Error>();
    const groups = Map.groupBy(asked, ({ first, after, filter }) => JSON.stringify([first, after, filter]));
    for (const group of groups.values()) {
      // A cursor belongs to one parent, so only first pages share a statement.
      const parts = group[0]?.after == null ? [group] : group.map((one) => [one]);
      for (const part of parts) {
        const pages = await pagesOf(request, options, part).catch((error: unknown) => error as Error);
        for (const one of part)
          answers.set(keyOf(one), pages instanceof Error ? pages : (pages.get(one.parent) ?? EMPTY));
      }
    }
    return asked.map((one) => answers.get(keyOf(one)) ?? EMPTY);
  };
  return new DataLoader(load, { cacheKeyFn: keyOf });
}

const EMPTY: Connection<never> = Object.freeze({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });

const keyOf = ({ parent, first, after, filter }: NestedPage<unknown>): string =>
  JSON.stringify([parent, first, after, filter]);

/** The pages of parents that ask alike, in one statement. */
async function pagesOf<Filter, Row>(
  request: Pick<RequestBase, 'agency' | 'cursors'>,
  options: NestedOptions<Filter, Row>,
  asked: readonly NestedPage<Filter>[],
): Promise<ReadonlyMap<string, Connection<Row>>> {
  const { first, after, filter, parent } = asked[0] as NestedPage<Filter>;
  const size = pageSize(first);
  const bindingOf = (owner: string) => ({
    sub: request.agency.sub,
    field: options.field,
    filter: JSON.stringify([owner, filter]),
    order: options.order,
  });
  const position = after == null ? undefined : request.cursors.open(after, bindingOf(parent));
  // One answer for forged, foreign and outdated cursors: which it was is nobody's business.
  if (after != null && position === undefined) throw new BadUserInput('after', 'is not a cursor of this list');
  const rows = await options.rows({ parents: asked.map((one) => one.parent), limit: size + 1, position, filter });
  const lists = Map.groupBy(rows, ({ owner }) => owner);
  const pages = [...lists].map(([owner, list]): [string, Connection<Row>] => {
    const nodes = list.slice(0, size);
    const last = nodes.at(-1);
    const endCursor = last === undefined ? null : request.cursors.seal(options.positionOf(last), bindingOf(owner));
    return [owner, { nodes, pageInfo: { hasNextPage: list.length > size, endCursor } }];
  });
  return new Map(pages);
}

/** 1 … 100; 20 when absent. */
function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    throw new BadUserInput('first', `must be 1 to ${MAX_PAGE}`);
  return size;
}
