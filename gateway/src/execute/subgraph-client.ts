import { DEADLINE_HEADER, type ContextClaims } from '@agency-graph/contract';
import { Pool } from 'undici';
import type { Seal } from './seal.js';

/** How one agency is reached, and how much of us it may take. Times in milliseconds, sizes in bytes. */
export interface AgencyEndpoint {
  readonly name: string;
  readonly url: string;
  readonly timeout: number;
  readonly responseBytes: number;
  readonly concurrency: number;
}

/** One question to an agency, as it goes on the wire. */
export interface Question {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What an agency answered, unread: every value in it is hostile. */
export interface RawAnswer {
  readonly data: unknown;
  readonly errors: readonly unknown[];
  /** Ids the agency withheld by the row condition, by type; for the record only. */
  readonly extensions: unknown;
}

/** Asks one agency within one request: the same signed context, a fresh proof each time. */
export type Ask = (question: Question) => Promise<RawAnswer>;

/** Opens a request's way to one agency; `claims` become its signed context where it has one. */
export interface SubgraphClient {
  open(claims: () => ContextClaims, deadline: number): Ask;
  close(): Promise<void>;
}

/** Why an agency did not answer; for our log, never for the client. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure';
}

const CONNECT_TIMEOUT = 1_000;
const HEADERS_TIMEOUT = 2_000;

/** A pool of connections to one agency. Redirects are not followed, compressed answers not asked for. */
export function createSubgraphClient(endpoint: AgencyEndpoint, seal: Seal): SubgraphClient {
  const url = new URL(endpoint.url);
  const target = url.pathname + url.search;
  const pool = new Pool(url.origin, {
    connections: endpoint.concurrency,
    connect: { timeout: CONNECT_TIMEOUT },
    headersTimeout: HEADERS_TIMEOUT,
    bodyTimeout: endpoint.timeout,
  });

  const open = (claims: () => ContextClaims, deadline: number): Ask => {
    const admittedBy = seal(claims);
    return async ({ query, operationName, variables }) => {
      const body = Buffer.from(
        JSON.stringify({ query, variables, ...(operationName === undefined ? {} : { operationName }) }),
      );
      const left = Math.min(endpoint.timeout, deadline - performance.now());
      if (left < 50) throw new SubgraphFailure('no time left');
      const response = await pool.request({
        method: 'POST',
        path: target,
        body,
        headers: {
          host: url.host,
          'content-type': 'application/json',
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...admittedBy({ method: 'POST', target, host: url.host, body }),
          [DEADLINE_HEADER]: String(Math.floor(left)),
        },
        signal: AbortSignal.timeout(Math.floor(left)),
      });
      if (response.statusCode !== 200) {
        await response.body.dump();
        throw new SubgraphFailure(`status ${response.statusCode}`);
      }
      return readAnswer(await readBody(response.body, endpoint.responseBytes));
    };
  };

  return { open, close: () => pool.close() };
}

async function readBody(body: AsyncIterable<Buffer> & { destroy(): unknown }, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) {
      body.destroy();
      throw new SubgraphFailure('the answer is too large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A GraphQL response has data or errors; anything else is a failure, never a silent null. */
export function readAnswer(text: string): RawAnswer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new SubgraphFailure('the answer is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SubgraphFailure('not an object');
  const { data = null, errors = [], extensions = null } = parsed as Record<string, unknown>;
  if (!Array.isArray(errors)) throw new SubgraphFailure('errors is not a list');
  if (data === null && errors.length === 0) throw new SubgraphFailure('neither data nor errors');
  return { data, errors, extensions };
}
