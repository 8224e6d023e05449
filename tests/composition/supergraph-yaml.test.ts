import { readFileSync } from 'node:fs';
import { parseSupergraphYaml, type Problem, type SupergraphConfig } from '@agency-graph/composition';
import { expect, test } from 'vitest';

const FILE = 'supergraph.yaml';

const GOOD = `federation_version: =2.9.0
subgraphs:
  members:
    routing_url: http://127.0.0.1:4002/graphql
    schema: { file: ./members.graphql }
    agency:
      steward: BTCTW
      publicKey: ./keys/members.pub
      rows: pushed
      limits:
        concurrency: 50
        timeout: 250ms
        responseBytes: 64KiB
gateway:
  executor: compiled
  profile: development
  issuers:
    - issuer: https://issuer.example
      jwks: ./jwks.json
      algorithms: [ES256]
      audience: agency-graph
      development: true
`;

const config = (text: string): SupergraphConfig => {
  const read = parseSupergraphYaml(text, FILE);
  if (read.kind === 'problems') throw new Error(read.problems.map(({ says }) => says).join('\n'));
  return read.config;
};

/** Changes one place of the good file, and expects a problem of the code on the line of the change. */
const expectRefused = (code: string, from: string, to: string): Problem => {
  const text = GOOD.replace(from, to);
  expect(text).not.toBe(GOOD);
  const read = parseSupergraphYaml(text, FILE);
  const problems = read.kind === 'problems' ? read.problems : [];
  const line = GOOD.slice(0, GOOD.indexOf(from)).split('\n').length + leadingLines(to);
  expect(problems.map((each) => `${each.code}:${each.place?.line}`)).toContain(`${code}:${line}`);
  const found = problems.find((each) => each.code === code) as Problem;
  expect(found.place?.file).toBe(FILE);
  expect(found.fix).not.toBe('');
  return found;
};

/** A change that adds lines has its fault on the last of them. */
const leadingLines = (text: string): number => text.trimEnd().split('\n').length - 1;

test('an issuer that stands twice is refused: only one of the two would be believed', () => {
  const again = `      development: true
    - issuer: https://issuer.example
      jwks: ./other.json
      algorithms: [ES256]
      audience: agency-graph
`;
  const text = GOOD.replace('      development: true\n', again);
  const read = parseSupergraphYaml(text, FILE);
  expect(read).toMatchObject({
    problems: [{ code: 'INVALID_VALUE', says: expect.stringContaining('stands twice') as string }],
  });
});

test('durations are read in milliseconds and sizes in bytes', () => {
  expect(config(GOOD).subgraphs[0]?.agency?.limits).toEqual({
    concurrency: 50,
    pending: 200,
    timeoutMs: 250,
    responseBytes: 65_536,
    requestsPerSecond: 1_000,
  });
});

test('what is read cannot be changed', () => {
  const { subgraphs } = config(GOOD);
  expect(Object.isFrozen(subgraphs)).toBe(true);
  expect(Object.isFrozen(subgraphs[0]?.agency?.limits)).toBe(true);
});

test('what is not said takes the strict value', () => {
  const { gateway } = config(GOOD.replace('  profile: development\n', '').replace('      development: true\n', ''));
  expect(gateway).toMatchObject({
    profile: 'production',
    labels: 'required',
    listen: [{ host: '127.0.0.1', port: 4000, zone: 'INTERNET' }],
    authorization: { requireAuthentication: true, dryRun: false },
  });
});

test('the file of this project is read', () => {
  const read = config(readFileSync(new URL('../../supergraph.yaml', import.meta.url), 'utf8'));
  expect(read.subgraphs.map(({ name }) => name)).toEqual(['documents', 'members', 'organisations', 'tasks']);
});

test('an unknown key is named with its line and the keys that are known', () => {
  const problem = expectRefused('UNKNOWN_KEY', '      rows: pushed', '      row: pushed');
  expect(problem.says).toContain('subgraphs.members.agency.row');
  expect(problem.fix).toContain('rows');
});

test('a key written twice is refused', () => {
  expectRefused('INVALID_YAML', '      rows: pushed', '      rows: pushed\n      rows: checked');
});

test.each([
  ['a duration without a unit', 'timeout: 250ms', 'timeout: 250'],
  ['a duration in an unknown unit', 'timeout: 250ms', 'timeout: 250sec'],
  ['a duration of nothing', 'timeout: 250ms', 'timeout: 0s'],
  ['a size in a duration', 'timeout: 250ms', 'timeout: 3MiB'],
  ['a size without a unit', 'responseBytes: 64KiB', 'responseBytes: 65536'],
  ['a size in decimal units', 'responseBytes: 64KiB', 'responseBytes: 64MB'],
  ['a number with a unit', 'concurrency: 50', 'concurrency: 50s'],
  ['a number in quotation marks', 'concurrency: 50', 'concurrency: "50"'],
  ['an unknown steward', 'steward: BTCTW', 'steward: BTCW'],
  ['an unknown executor', 'executor: compiled', 'executor: fast'],
  ['a floating version', 'federation_version: =2.9.0', 'federation_version: 2'],
  ['an algorithm that is not allowed', 'algorithms: [ES256]', 'algorithms: [HS256]'],
  ['labels: optional outside conformance', '  executor: compiled', '  executor: compiled\n  labels: optional'],
])('%s is refused', (_, from, to) => {
  expectRefused('INVALID_VALUE', from, to);
});

test.each([
  'file:///etc/passwd',
  'ftp://members.example/graphql',
  'http://user:password@members.example/graphql',
  'http://169.254.169.254/latest',
  'http://2852039166/latest',
  'http://0xa9fea9fe/',
  'http://[fe80::1]/graphql',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00:ec2::254]/',
  'http://metadata.google.internal/',
  'http://METADATA.google.internal./',
  'http://0.0.0.0:4000/',
  'members.example/graphql',
])('an agency at %s is refused', (url) => {
  expectRefused('REFUSED_URL', 'http://127.0.0.1:4002/graphql', `"${url}"`);
});

test.each([
  'http://127.0.0.1:4002/graphql',
  'https://members.example/graphql',
  'http://10.1.2.3/graphql',
  'http://[fd12::1]/graphql',
])('an agency at %s is called', (url) => {
  expect(config(GOOD.replace('http://127.0.0.1:4002/graphql', `"${url}"`)).subgraphs[0]?.routingUrl).toBe(url);
});

test('issuer keys by plain http are refused', () => {
  expectRefused('REFUSED_URL', 'jwks: ./jwks.json', 'jwks: http://issuer.example/jwks.json');
});

test('a development issuer is refused in production', () => {
  const text = GOOD.replace('profile: development', 'profile: production');
  const read = parseSupergraphYaml(text, FILE);
  expect(read).toMatchObject({ kind: 'problems', problems: [{ code: 'INVALID_VALUE', place: { line: 22 } }] });
});

test('a profile named at start stands in the place of the written one, and the rest is read under it', () => {
  const plain = parseSupergraphYaml(GOOD, FILE, 'conformance');
  expect(plain).toMatchObject({
    kind: 'config',
    config: {
      gateway: { profile: 'conformance', labels: 'optional', authorization: { requireAuthentication: false } },
    },
  });
  expect(parseSupergraphYaml(GOOD, FILE, 'production')).toMatchObject({
    kind: 'problems',
    problems: [{ code: 'INVALID_VALUE', place: { line: 22 } }],
  });
});

test.each([
  ['require_authentication: false', 'development'],
  ['directives: { dry_run: true }', 'production'],
] as const)('authorization: { %s } is refused under profile %s', (option, profile) => {
  const text = `${GOOD.replace('      development: true\n', '')}  authorization: { ${option} }\n`;
  expect(parseSupergraphYaml(text, FILE, profile)).toMatchObject({
    kind: 'problems',
    problems: [{ code: 'INVALID_VALUE', place: { line: 22 } }],
  });
  expect(parseSupergraphYaml(text, FILE, 'conformance').kind).toBe('config');
});

test('an agency without a public key is told at the agency', () => {
  const read = parseSupergraphYaml(GOOD.replace('      publicKey: ./keys/members.pub\n', ''), FILE);
  expect(read).toMatchObject({ kind: 'problems', problems: [{ code: 'MISSING_KEY', place: { line: 7 } }] });
});

test('who answers for an agency and how it judges rows are remarks: they may be missing, and decide nothing', () => {
  const without = GOOD.replace('      steward: BTCTW\n', '').replace('      rows: pushed\n', '');
  expect(config(without).subgraphs[0]?.agency).toEqual(config(GOOD).subgraphs[0]?.agency);
  expectRefused('INVALID_VALUE', 'rows: pushed', 'rows: pulled');
  expectRefused('INVALID_VALUE', 'steward: BTCTW', 'steward: NOBODY');
});

test('two agencies cannot own one type', () => {
  const agency = (port: number): string =>
    `{ routing_url: "http://127.0.0.1:${port}", schema: { file: a }, agency: { steward: VPTW, publicKey: k, owns: [Task] } }`;
  const text = `federation_version: =2.9.0\nsubgraphs:\n  a: ${agency(1)}\n  b: ${agency(2)}\ngateway: {}\n`;
  expect(parseSupergraphYaml(text, FILE)).toMatchObject({ kind: 'problems', problems: [{ place: { line: 4 } }] });
});

test('every problem of a file is told at once', () => {
  const read = parseSupergraphYaml(GOOD.replace('250ms', '250').replace('64KiB', '64').replace('BTCTW', 'X'), FILE);
  expect(read.kind === 'problems' && read.problems.map(({ place }) => place?.line)).toEqual([7, 12, 13]);
});

test.each(['', 'subgraphs', '[]', '- a', 'a: *b', '{', 'a: 1\n---\nb: 2', '"', '? {a: b}\n: c'])(
  'no text makes it throw: %j',
  (text) => {
    expect(parseSupergraphYaml(text, FILE).kind).toBe('problems');
  },
);

test('operations by hash, costs and the admin door are off, or as strict as they go, until they are written', () => {
  expect(config(GOOD).gateway).toMatchObject({
    admin: null,
    persisted: { manifestFile: null, onlyListed: false, requireId: false, automatic: false },
    demand: { mode: 'enforce', most: 5_000 },
  });
  const written = config(
    `${GOOD}  admin: { port: 4090 }\n  persisted_queries: { manifest: ./o.json, safelist: { enabled: true, require_id: true } }\n  demand_control: { mode: measure, max: 10 }\n`,
  );
  expect(written.gateway).toMatchObject({
    admin: { host: '127.0.0.1', port: 4090 },
    persisted: { manifestFile: './o.json', onlyListed: true, requireId: true, automatic: false },
    demand: { mode: 'measure', most: 10 },
  });
});

test.each([
  'persisted_queries: { safelist: { enabled: true } }',
  'demand_control: { mode: off }',
  'demand_control: { max: 0 }',
  'admin: { port: 0 }',
])('%s is refused', (line) => {
  expect(parseSupergraphYaml(`${GOOD}  ${line}\n`, FILE)).toMatchObject({
    kind: 'problems',
    problems: [{ place: { line: 23 } }],
  });
});

test('a safelist to which clients may add is refused', () => {
  const both = 'persisted_queries: { manifest: ./o.json, safelist: { enabled: true } }\n  apq: { enabled: true }';
  expect(parseSupergraphYaml(`${GOOD}  ${both}\n`, FILE)).toMatchObject({
    kind: 'problems',
    problems: [{ code: 'INVALID_VALUE', place: { line: 24 } }],
  });
});
