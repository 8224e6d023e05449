import { Refusal } from '../refusals.js';
import { parseStrictJson, StrictJsonError } from './strict-json.js';

/** An HTTP request as the server received it; header names are lower case. */
export interface ReceivedRequest {
  readonly method: string;
  /** The query string with its `?`, or nothing. */
  readonly search: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer | null;
  /** Every header line, to see what comes twice. */
  readonly rawHeaders: readonly string[];
  readonly trace: string;
  /** When, by `performance.now()`, it must be answered. */
  readonly deadline: number;
  /** Aborted when the client leaves before it is answered. */
  readonly gone: AbortSignal;
  /** Address of the client, as the connection has it. */
  readonly client: string;
  /**
   * Says whose it is, once that is known; resolves when it is their turn. Rejects with `TOO_MANY_REQUESTS` where they crowd
   * out the others.
   */
  readonly claim: (caller: string) => Promise<void>;
}

/** A GraphQL request (GraphQL over HTTP, § 5): text, variables and which operation. */
export interface GraphQLRequest {
  /** Null where the hash stands for it. */
  readonly query: string | null;
  /** The text's SHA-256 in hexadecimal, where the client gives it. */
  readonly hash: string | null;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

const KEYS = new Set(['query', 'operationName', 'variables', 'extensions']);

/** Reads a GraphQL request from an HTTP request. GET takes queries only; the caller of this checks that. */
export function readRequest(received: ReceivedRequest): GraphQLRequest {
  if (received.method === 'GET') return readGet(received);
  if (received.method !== 'POST') throw new Refusal('METHOD_NOT_ALLOWED');
  checkMediaType(received);
  return readParameters(readJson(received.body ?? Buffer.alloc(0)));
}

function checkMediaType({ headers, rawHeaders }: ReceivedRequest): void {
  const lines = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type');
  if (lines.length !== 1 || !isJson(headers['content-type'])) throw new Refusal('UNSUPPORTED_MEDIA_TYPE');
  if (headers['content-encoding'] !== undefined) throw new Refusal('UNSUPPORTED_MEDIA_TYPE');
}

/** `application/json`, in UTF-8 where it says in what. */
export function isJson(mediaType: string | string[] | undefined): boolean {
  const [essence, ...parameters] = String(mediaType)
    .split(';')
    .map((part) => part.trim().toLowerCase());
  return essence === 'application/json' && parameters.every((one) => /^charset=(?:utf-8|"utf-8")$/.test(one));
}

function readJson(body: Buffer): unknown {
  const text = decodeUtf8(body);
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof StrictJsonError)
      throw new Refusal('BAD_REQUEST', `The body is not accepted: ${error.message}.`);
    throw error;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(body: Buffer): string {
  try {
    return UTF8.decode(body);
  } catch {
    throw new Refusal('BAD_REQUEST', 'The body is not UTF-8.');
  }
}

function readGet({ search, headers }: ReceivedRequest): GraphQLRequest {
  // A browser sends such a GET across origins without asking first; a header that it cannot add proves a client of ours.
  if (headers['content-type'] !== undefined && !isJson(headers['content-type']))
    throw new Refusal('UNSUPPORTED_MEDIA_TYPE');
  if (headers['apollo-require-preflight'] === undefined && headers['authorization'] === undefined) {
    throw new Refusal('BAD_REQUEST', 'A query by GET needs the header `Authorization` or `Apollo-Require-Preflight`.');
  }
  const given = readQueryString(search.slice(1));
  for (const name of ['variables', 'extensions']) {
    const text = given[name];
    if (text === '') delete given[name];
    else if (text !== undefined) given[name] = readJsonParameter(name, text as string);
  }
  return readParameters(given);
}

/** Parameters of a query string (WHATWG `application/x-www-form-urlencoded`): each once, and well-formed UTF-8. */
function readQueryString(search: string): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const pair of search.split('&').filter(Boolean)) {
    const at = pair.indexOf('=');
    const name = decodeParameter(at === -1 ? pair : pair.slice(0, at));
    if (!KEYS.has(name)) throw new Refusal('BAD_REQUEST', 'There is a parameter that a GraphQL request does not have.');
    if (Object.hasOwn(given, name)) throw new Refusal('BAD_REQUEST', `The parameter "${name}" is given twice.`);
    given[name] = at === -1 ? '' : decodeParameter(pair.slice(at + 1));
  }
  return given;
}

function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal('BAD_REQUEST', 'A parameter is not UTF-8.');
  }
}

function readJsonParameter(name: string, text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch {
    throw new Refusal('BAD_REQUEST', `The parameter "${name}" is not JSON that is accepted.`);
  }
}

function readParameters(body: unknown): GraphQLRequest {
  if (Array.isArray(body)) throw new Refusal('BAD_REQUEST', 'Batching is disabled: send one operation a request.');
  if (typeof body !== 'object' || body === null) throw new Refusal('BAD_REQUEST', 'The body must be a JSON object.');
  const stranger = Object.keys(body).find((key) => !KEYS.has(key));
  if (stranger !== undefined)
    throw new Refusal('BAD_REQUEST', 'The body has a key that a GraphQL request does not have.');
  const { query = null, operationName = null, variables = null, extensions = null } = body as Record<string, unknown>;
  if (operationName !== null && typeof operationName !== 'string') {
    throw new Refusal('BAD_REQUEST', '"operationName" must be a text.');
  }
  if (!isMap(variables)) throw new Refusal('BAD_REQUEST', '"variables" must be an object.');
  if (!isMap(extensions)) throw new Refusal('BAD_REQUEST', '"extensions" must be an object.');
  const hash = persistedHash(extensions?.['persistedQuery'] ?? null);
  // Clients that send a hash alone may leave the text empty.
  const text = query === '' && hash !== null ? null : query;
  if (text === null ? hash === null : typeof text !== 'string' || text === '')
    throw new Refusal('BAD_REQUEST', '"query" must be a text.');
  return {
    query: text as string | null,
    hash,
    operationName: operationName === '' ? null : operationName,
    variables: variables ?? {},
  };
}

/** The hash of `extensions.persistedQuery`, in the one form that Apollo's clients send. */
function persistedHash(told: unknown): string | null {
  if (told === null) return null;
  const { version, sha256Hash } = (typeof told === 'object' ? told : {}) as Record<string, unknown>;
  if (version !== 1) throw new Refusal('BAD_REQUEST', 'Unsupported persisted query version');
  if (typeof sha256Hash !== 'string' || !/^[0-9a-f]{64}$/.test(sha256Hash))
    throw new Refusal('BAD_REQUEST', '"sha256Hash" must be 64 hexadecimal digits in lower case.');
  return sha256Hash;
}

const isMap = (value: unknown): value is Record<string, unknown> | null =>
  typeof value === 'object' && !Array.isArray(value);
