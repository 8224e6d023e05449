/** One attack: its number in the examination, what it is, what is sent, and what must come of it. */
export interface Attack {
  readonly number: number;
  readonly name: string;
  readonly method?: string;
  /** After `/graphql`. */
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
  readonly code: string;
}

const QUERY = '{ __typename }';
const json = (value: unknown): string => JSON.stringify(value);
const q = json(QUERY);
const range = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

const bad = (number: number, name: string, body: string): Attack => ({
  number,
  name,
  body,
  status: 400,
  code: 'BAD_REQUEST',
});
const typed = (number: number, name: string, type: string, more: Record<string, string> = {}): Attack => ({
  number,
  name,
  headers: { 'content-type': type, ...more },
  body: json({ query: QUERY }),
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
});
const get = (number: number, name: string, query: string, more: Partial<Attack>): Attack => ({
  number,
  name,
  method: 'GET',
  search: `?query=${encodeURIComponent(query)}`,
  status: 400,
  code: 'BAD_REQUEST',
  ...more,
});

/** A. HTTP edge and transport: turned away before anybody is asked who they are. */
export const EDGE: readonly Attack[] = [
  get(1, 'a query by GET without a header that asks first', QUERY, { headers: { authorization: '' } }),
  get(2, 'a mutation by GET', 'mutation { publish(id: "1") { id } }', {
    headers: { 'apollo-require-preflight': '1' },
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
  }),
  get(4, 'GET with a content type that browsers send unasked', QUERY, {
    headers: { 'content-type': 'text/foo' },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  }),
  typed(5, 'a media type with an empty parameter', 'application/json;'),
  typed(5, 'two media types', 'application/json, text/plain'),
  typed(5, 'a media type with more behind it', 'application/json x'),
  typed(7, 'a compressed request', 'application/json', { 'content-encoding': 'gzip' }),
  typed(8, 'a request compressed twice', 'application/json', { 'content-encoding': 'gzip, gzip' }),
  bad(10, 'a batch', `[{"query":${q}},{"query":${q}}]`),
  bad(10, 'an empty batch', '[]'),
  bad(133, 'a batch of one, whose answers would share their headers', `[{"query":${q}}]`),
  bad(11, 'a key twice', `{"query":${q},"query":"{ viewer { account } }"}`),
  bad(13, 'variables nested 40,000 deep', `{"query":${q},"variables":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}`),
  bad(
    14,
    'variables with 9,000 keys',
    `{"query":${q},"variables":{${range(9_000)
      .map((n) => `"${n}":1`)
      .join()}}}`,
  ),
  ...['1e400', '-0', 'NaN', 'Infinity', '"\\ud800"', '"\\u0000"', '9007199254740993'].map((value) =>
    bad(16, `the value ${value}`, `{"query":${q},"variables":{"a":${value}}}`),
  ),
  bad(16, 'a byte order mark', `\uFEFF{"query":${q}}`),
  bad(17, 'variables as a text', `{"query":${q},"variables":"{}"}`),
  bad(17, 'an operation name that is an object', `{"query":${q},"operationName":{}}`),
  bad(17, 'a key that is none', `{"query":${q},"token":"x"}`),
  typed(28, 'a file upload', 'multipart/form-data; boundary=x'),
  bad(
    137,
    'a persisted query of another version',
    json({ extensions: { persistedQuery: { version: 2, sha256Hash: 'a' } } }),
  ),
  ...['short', '__proto__', 'A'.repeat(64), ['a'], 1, null].map((sha256Hash) =>
    bad(
      137,
      `the hash ${json(sha256Hash).slice(0, 20)}`,
      json({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    ),
  ),
];

/** One query that is over a limit, or is none. */
export interface BadQuery {
  readonly number: number;
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly code: string;
  /** The limit that is told. */
  readonly limit?: string;
}

const over = (number: number, name: string, query: string, limit: string, variables = {}): BadQuery => ({
  number,
  name,
  query,
  variables,
  code: 'LIMIT_EXCEEDED',
  limit,
});
const invalid = (number: number, name: string, query: string, variables = {}): BadQuery => ({
  number,
  name,
  query,
  variables,
  code: 'GRAPHQL_VALIDATION_FAILED',
});
const nested = (depth: number, open = 'related { '): string =>
  `{ opinion(id: "1") { ${open.repeat(depth - 2)} id ${'}'.repeat((depth - 2) * open.split('{').length - (depth - 2))} } }`;
const doubling = (levels: number): string =>
  `{ opinion(id: "1") { ...F0 } } ${range(levels)
    .map(
      (n) => `fragment F${n} on PublishedFeedback { ${n === levels - 1 ? 'id title' : `...F${n + 1} ...F${n + 1}`} }`,
    )
    .join(' ')}`;
const side = (n: number, one: (at: number) => string): string => `{ ${range(n).map(one).join(' ')} }`;

/** B. GraphQL language: parse, validate, cost. */
export const QUERIES: readonly BadQuery[] = [
  over(31, 'selections nested 2,000 deep', `${'{a'.repeat(2_000)}${'}'.repeat(2_000)}`, 'tokens'),
  over(32, 'lists nested 2,000 deep', `{ opinions(ids: ${'['.repeat(2_000)}${']'.repeat(2_000)}) { id } }`, 'tokens'),
  over(34, '13 levels', nested(13), 'depth'),
  over(34, '13 levels by inline fragments', nested(13, 'related { ... { '), 'depth'),
  over(34, '13 levels by aliases', nested(13, 'r: related { '), 'depth'),
  over(
    34,
    '13 levels by named fragments',
    `{ opinion(id: "1") { ...F0 } } ${range(12)
      .map((n) => `fragment F${n} on PublishedFeedback { ${n === 11 ? 'id' : `related { ...F${n + 1} }`} }`)
      .join(' ')}`,
    'depth',
  ),
  invalid(
    35,
    'fragments in a circle',
    '{ opinion(id: "1") { ...A } } fragment A on PublishedFeedback { ...B } fragment B on PublishedFeedback { ...A }',
  ),
  invalid(35, 'a fragment in itself', '{ opinion(id: "1") { ...A } } fragment A on PublishedFeedback { ...A }'),
  invalid(
    35,
    'a circle that nobody uses',
    '{ __typename } fragment A on PublishedFeedback { ...B } fragment B on PublishedFeedback { ...A }',
  ),
  over(36, 'fragments that double 30 times', doubling(31), 'selections'),
  ...[10, 11, 12].map((levels) =>
    over(37, `fragments that double ${levels} times`, doubling(levels + 1), 'selections'),
  ),
  over(
    38,
    '101 aliases of __typename',
    side(101, (n) => `a${n}: __typename`),
    'aliases',
  ),
  over(
    38,
    '31 aliases in a fragment',
    `{ ...F } fragment F on Query ${side(31, (n) => `a${n}: __typename`)}`,
    'aliases',
  ),
  over(41, '@skip 500 times', `{ __typename ${'@skip(if: false) '.repeat(390)} }`, 'tokens'),
  over(
    41,
    '11 directives',
    side(11, (n) => `a${n}: __typename @skip(if: false)`),
    'directives',
  ),
  invalid(41, 'directives that do not exist', `{ __typename ${'@aa '.repeat(300)} }`),
  over(
    43,
    '21 root fields',
    side(21, (n) => `a${n}: __typename`),
    'rootFields',
  ),
  over(44, 'a page of 100,000 as a literal', '{ opinions(first: 100000) { id } }', 'page'),
  over(44, 'a page of 101 as a variable', 'query ($n: Int) { opinions(first: $n) { id } }', 'page', { n: 101 }),
  over(44, 'a page of 101 as a default', 'query ($n: Int = 101) { opinions(first: $n) { id } }', 'page'),
  over(
    45,
    'pages within pages',
    '{ opinions(first: 100) { related(first: 100) { related(first: 100) { id } } } }',
    'cost',
  ),
  over(
    45,
    'pages of null within pages',
    '{ opinions(first: null) { related(first: null) { related(first: null) { id } } } }',
    'cost',
  ),
  over(
    46,
    '101 ids',
    `{ opinions(ids: [${range(101)
      .map(() => '"1"')
      .join()}]) { id } }`,
    'items',
  ),
  over(52, 'an operation name of 200 signs', `query ${'N'.repeat(200)} { __typename }`, 'operationName'),
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'representations'].map((name) =>
    over(54, `the alias ${name}`, `{ ${name}: __typename }`, 'name'),
  ),
  over(54, 'a fragment called constructor', '{ ...constructor } fragment constructor on Query { __typename }', 'name'),
  over(
    55,
    '101 variables',
    `query (${range(101)
      .map((n) => `$v${n}: ID!`)
      .join(' ')}) { opinions(ids: [${range(101)
      .map((n) => `$v${n}`)
      .join(' ')}]) { id } }`,
    'variables',
  ),
  invalid(55, 'a variable that is not used', 'query ($a: Int) { __typename }'),
  invalid(55, 'a variable that is not declared', '{ opinions(first: $n) { id } }'),
  { number: 58, name: 'words that are no query', query: 'qwerty cop { abc }', code: 'GRAPHQL_PARSE_FAILED' },
  ...[
    '{ opinons { id } }',
    '{ opinions { titel } }',
    '{ opinions(frist: 1) { id } }',
    '{ opinions @skp(if: true) { id } }',
    'query ($n: Itn) { __typename }',
    '{ opinions(filter: { knd: "a" }) { id } }',
    '{ ... on Qurey { __typename } }',
  ].map((query) => invalid(49, `no suggestion: ${query}`, query)),
];
