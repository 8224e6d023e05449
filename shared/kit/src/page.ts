import type { Connection } from './page-info.js';
import type { PageOptions } from './paging.js';
import type { RequestBase } from './request.js';

/** One page by keyset: narrowed by the row condition, filled after it, ended by a sealed cursor; no total count. */
export declare function page<DB, TB extends keyof DB, Row>(
  request: RequestBase<DB>,
  options: PageOptions<DB, TB, Row>,
): Promise<Connection<Row>>;
