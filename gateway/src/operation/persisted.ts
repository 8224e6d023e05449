import { createHash } from 'node:crypto';
import type { GraphQLRequest } from '../http/read-request.js';
import { Refusal } from '../refusals.js';
import { createTextCache } from '../text-cache.js';

/** What of operations is known by a hash before it is asked. */
export interface PersistedConfig {
  /** Texts of the manifest by their SHA-256, in hexadecimal. */
  readonly listed: ReadonlyMap<string, string>;
  /** Only those are answered. */
  readonly onlyListed: boolean;
  /** And only by their hash. */
  readonly requireId: boolean;
  /** Whether clients may have further ones remembered (automatic persisted queries). */
  readonly automatic: boolean;
}

/** A request whose text is known. */
export type TextualRequest = GraphQLRequest & { readonly query: string };

/** Finds the text that a request stands for. Call it once it is known who asks: strangers learn nothing of the list. */
export interface Persisted {
  /** Refuses what is not known, not allowed, or not what its hash says. */
  find(request: GraphQLRequest): TextualRequest;
  /** Remembers a text under its hash, where the client wants that: for operations that were valid and wholly permitted. */
  keep(request: GraphQLRequest): void;
}

/** Texts that clients had remembered, at most; none is longer than a query may be. */
const MOST_KEPT = 1_000;
const HASH_LENGTH = 64;

/** The forms of requests and errors are those of Apollo's clients (automatic persisted queries, version 1). */
export function createPersisted(config: () => PersistedConfig): Persisted {
  const kept = createTextCache<string>(MOST_KEPT * HASH_LENGTH);

  const textOf = (hash: string): string => {
    const { listed, automatic } = config();
    const text = listed.get(hash) ?? (automatic ? kept.get(hash) : undefined);
    if (text !== undefined) return text;
    throw new Refusal(automatic || listed.size > 0 ? 'PERSISTED_QUERY_NOT_FOUND' : 'PERSISTED_QUERY_NOT_SUPPORTED');
  };

  return {
    find(request) {
      const { listed, onlyListed, requireId } = config();
      const { query, hash } = request;
      if (query === null) return { ...request, query: textOf(hash!) };
      if (hash !== null && sha256(query) !== hash)
        throw new Refusal('BAD_REQUEST', 'provided sha does not match query');
      if (onlyListed && (requireId || !listed.has(hash ?? sha256(query)))) throw new Refusal('OPERATION_NOT_ALLOWED');
      return request as TextualRequest;
    },
    keep({ query, hash }) {
      const { automatic, onlyListed } = config();
      if (automatic && !onlyListed && query !== null && hash !== null) kept.set(hash, query);
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Reads a manifest: Apollo's form, or an object of texts by their hashes. Throws what is wrong with it. */
export function readManifest(json: string): ReadonlyMap<string, string> {
  const told: unknown = JSON.parse(json);
  const entries = entriesOf(told);
  if (entries === null)
    throw new Error('it is neither an apollo-persisted-query-manifest nor an object of texts by their hashes');
  for (const [id, text] of entries)
    if (typeof text !== 'string' || sha256(text) !== id)
      throw new Error(`the operation ${id.slice(0, HASH_LENGTH)} is not named by the SHA-256 of its text`);
  return new Map(entries as [string, string][]);
}

function entriesOf(told: unknown): [string, unknown][] | null {
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return null;
  const { format, version, operations } = told as Record<string, unknown>;
  if (format === undefined) return Object.entries(told);
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations)) return null;
  return operations.map((one: { id?: unknown; body?: unknown } | null) => [String(one?.id), one?.body]);
}
