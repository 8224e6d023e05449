import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Who may import whom, by folder: other workspaces, third parties, and whether `node:` may be touched. What a row does
 * not name is refused. The longest matching folder or file counts.
 */
const RULES: Readonly<Record<string, { readonly ours: readonly string[]; readonly theirs: readonly string[] }>> = {
  'shared/ledger': { ours: [], theirs: [] },
  'shared/contract': { ours: [], theirs: ['graphql', 'jsonwebtoken'] },
  'shared/composition': {
    ours: ['@agency-graph/contract'],
    theirs: ['graphql', '@apollo/composition', '@apollo/federation-internals', 'yaml', 'zod'],
  },
  'shared/policy': { ours: ['@agency-graph/contract'], theirs: ['yaml', 'zod'] },
  'shared/postgres': { ours: [], theirs: ['pg', 'pg-copy-streams', 'kysely'] },
  'shared/kit': {
    ours: ['@agency-graph/contract', '@agency-graph/postgres'],
    theirs: [
      'graphql',
      '@apollo/subgraph',
      'class-validator',
      'dataloader',
      'fastify',
      'kysely',
      'pg',
      'pino',
      'reflect-metadata',
      'type-graphql',
    ],
  },
  'shared/world': { ours: [], theirs: [] },
  'shared/cli': {
    ours: [
      '@agency-graph/contract',
      '@agency-graph/composition',
      '@agency-graph/ledger',
      '@agency-graph/policy',
      '@agency-graph/postgres',
      '@agency-graph/world',
    ],
    theirs: ['commander', 'pg', 'yaml'],
  },
  subgraphs: {
    ours: ['@agency-graph/kit', '@agency-graph/contract', '@agency-graph/postgres', '@agency-graph/world'],
    theirs: ['dataloader', 'graphql', 'kysely', 'pg', 'type-graphql'],
  },
  gateway: {
    ours: [
      '@agency-graph/contract',
      '@agency-graph/composition',
      '@agency-graph/kit',
      '@agency-graph/ledger',
      '@agency-graph/policy',
      '@agency-graph/postgres',
      '@agency-graph/world',
      'agency-graph',
    ],
    theirs: [
      '@cedar-policy/cedar-wasm',
      '@apollo/federation-internals',
      '@apollo/gateway',
      '@apollo/query-planner',
      '@apollo/subgraph',
      'fastify',
      'graphql',
      'jsonwebtoken',
      'jwks-rsa',
      'kysely',
      'pg',
      'pino',
      'prom-client',
      'reflect-metadata',
      'type-graphql',
      'undici',
      'zod',
    ],
  },
};

/** Each third-party dependency of the gateway has one door (types excepted). */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@apollo/gateway': ['gateway/src/supergraph/apollo.ts', 'gateway/src/execute/apollo.ts'],
  '@apollo/federation-internals': ['gateway/src/supergraph/apollo.ts', 'gateway/src/supergraph/planner-worker.ts'],
  '@apollo/subgraph': ['gateway/src/own/own.ts', 'shared/kit/src/schema/build-subgraph.ts'],
  '@apollo/composition': ['shared/composition/src/compose.ts'],
  '@cedar-policy/cedar-wasm': ['gateway/src/access/cedar.ts'],
  jsonwebtoken: ['gateway/src/identity/token.ts'],
  'jwks-rsa': ['gateway/src/identity/jwks.ts'],
  'prom-client': ['gateway/src/admin/exposition.ts'],
  undici: ['gateway/src/execute/subgraph-client.ts'],
};

/** Pure rooms: no file, socket, clock or randomness. */
const PURE = ['gateway/src/access', 'gateway/src/operation', 'gateway/src/plan'];
const PURE_NODE: readonly string[] = ['node:crypto'];

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

const files = ['gateway/src', 'subgraphs', 'shared'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => file.includes('/src/') && !/(^|\/)(node_modules|dist)\//.test(file)),
);

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const imports: readonly Import[] = files.flatMap((file) =>
  [
    ...text(file).matchAll(
      /^(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map(([, type, from, bare, dynamic]) => ({ file, from: (from ?? bare ?? dynamic)!, typeOnly: type !== undefined })),
);

const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
const isNode = (from: string): boolean => from.startsWith('node:') || builtinModules.includes(from);
const outside = imports.filter(({ from }) => !from.startsWith('.') && !isNode(from));

describe('who may import whom', () => {
  it('sees the code it judges', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(imports.length).toBeGreaterThan(500);
  });

  it.each(Object.entries(RULES))('%s imports what its row names', (folder, { ours, theirs }) => {
    const strangers = outside
      .filter(({ file }) => file.startsWith(`${folder}/`))
      .filter(({ from }) => !ours.includes(packageOf(from)) && !theirs.includes(packageOf(from)));
    expect(strangers).toEqual([]);
  });

  it('only a seed of a subgraph knows the synthetic world', () => {
    const strangers = outside
      .filter(
        ({ file, from, typeOnly }) =>
          !typeOnly && file.startsWith('subgraphs/') && packageOf(from) === '@agency-graph/world',
      )
      .filter(({ file }) => !/\/seed[^/]*\.ts$/.test(file));
    expect(strangers).toEqual([]);
  });

  it('nobody reaches into another workspace by path', () => {
    const home = (path: string): string =>
      path
        .split('/')
        .slice(0, path.startsWith('gateway') ? 1 : 2)
        .join('/');
    const reaching = imports
      .filter(({ from }) => from.startsWith('.'))
      .filter(({ file, from }) => home(relative(ROOT, resolve(ROOT, dirname(file), from))) !== home(file));
    expect(reaching).toEqual([]);
  });

  it('a room of the gateway calls no other room: only types and plain vocabulary cross, calls go through a corridor', () => {
    const corridors =
      /^gateway\/src\/(gateway|inquire|explain|main|start|seed|rooms|steps|index)\.ts$|^gateway\/src\/(supergraph|start|programs)\//;
    const room = (path: string): string => /^gateway\/src\/([a-z-]+)\//.exec(path)?.[1] ?? '';
    // Words that rooms share: values without behaviour, and the shape that access makes and execution reads.
    const vocabulary = ['access/shape.js', 'plan/fetched.js', 'http/strict-json.js'].map((one) => `gateway/src/${one}`);
    const calls = imports
      .filter(({ file, typeOnly, from }) => !typeOnly && from.startsWith('.') && file.startsWith('gateway/src/'))
      .filter(({ file }) => !corridors.test(file))
      .map(({ file, from }) => ({ file, to: relative(ROOT, resolve(ROOT, dirname(file), from)) }))
      .filter(({ file, to }) => room(to) !== '' && room(to) !== room(file) && !vocabulary.includes(to));
    expect(calls).toEqual([]);
  });

  it.each(Object.entries(DOORS))('%s has one door', (name, doors) => {
    const strangers = outside
      .filter(({ from, typeOnly }) => !typeOnly && packageOf(from) === name)
      .filter(({ file }) => !doors.includes(file));
    expect(strangers).toEqual([]);
  });

  it.each(PURE)('%s touches no file, socket, clock or randomness', (folder) => {
    const inside = files.filter((file) => file.startsWith(`${folder}/`));
    expect(inside.length).toBeGreaterThan(0);
    const impure = imports
      .filter(({ file, from }) => file.startsWith(`${folder}/`) && isNode(from) && !PURE_NODE.includes(from))
      .map(({ file, from }) => `${file} imports ${from}`);
    const clocks = inside.filter((file) =>
      /Date\.now|new Date\(\)|Math\.random|performance\.now|randomBytes/.test(text(file)),
    );
    expect([...impure, ...clocks]).toEqual([]);
  });

  it('only config reads the environment', () => {
    const reading = files.filter(
      (file) => /process\.env\b/.test(text(file)) && !/\/(config|environment)\.ts$/.test(file),
    );
    expect(reading.filter((file) => !file.startsWith('shared/cli/'))).toEqual([]);
  });

  it('the corridor fits on a page', () => {
    expect(text('gateway/src/gateway.ts').split('\n').length).toBeLessThanOrEqual(120);
  });
});
