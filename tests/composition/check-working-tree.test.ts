import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkWorkingTree } from '@agency-graph/composition/working-tree';
import { afterEach, expect, test } from 'vitest';
import { INTERNAL, OPEN, subgraph } from './graph.js';

const YAML = `federation_version: =2.9.0
subgraphs:
  tasks:
    routing_url: http://127.0.0.1:4003/graphql
    schema: { file: ./tasks/schema.graphql }
    agency: { steward: VPTW, publicKey: ./tasks.pub }
gateway: { profile: development }
`;
const schema = (label: string): string =>
  subgraph('tasks', `type Query {\n  "The time."\n  now: String ${label}\n}`).sdl;

let dir = '';
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const tree = (files: Readonly<Record<string, string>>): string => {
  dir = mkdtempSync(join(tmpdir(), 'agency-graph-check-'));
  write(files);
  return dir;
};

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
};

const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], {
    cwd: dir,
  });
};

const commit = (branch = 'main'): void => {
  git('init', '--quiet', '--initial-branch', branch);
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
};

test('a tree that composes, outside a checkout, is fine and says that it was not compared', async () => {
  const check = await checkWorkingTree({
    dir: tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) }),
  });
  expect(check.problems).toEqual([]);
  expect(check.comparedWith).toBeUndefined();
  expect(check.warnings).toMatchObject([{ code: 'NOT_COMPARABLE' }]);
});

test('a label loosened against main is told with file and line', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(INTERNAL) });
  commit();
  write({ 'tasks/schema.graphql': schema(OPEN) });
  const check = await checkWorkingTree({ dir });
  expect(check).toMatchObject({
    comparedWith: 'main',
    problems: [{ code: 'LABEL_LOOSENED', coordinate: 'Query.now', place: { file: 'tasks/schema.graphql', line: 3 } }],
  });
});

test('a label loosened by a commit of a branch is told too', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(INTERNAL) });
  commit();
  git('checkout', '--quiet', '-b', 'change');
  write({ 'tasks/schema.graphql': schema(OPEN) });
  git('commit', '--quiet', '--all', '--message', 'loosen');
  expect((await checkWorkingTree({ dir })).problems).toMatchObject([{ code: 'LABEL_LOOSENED' }]);
  expect((await checkWorkingTree({ dir, against: 'HEAD' })).problems).toEqual([]);
});

test('a folder below the top of a checkout is compared by its own files', async () => {
  tree({ 'graph/supergraph.yaml': YAML, 'graph/tasks/schema.graphql': schema(INTERNAL) });
  commit('trunk');
  write({ 'graph/tasks/schema.graphql': schema(OPEN) });
  const check = await checkWorkingTree({ dir: join(dir, 'graph') });
  expect(check).toMatchObject({ comparedWith: 'HEAD', problems: [{ code: 'LABEL_LOOSENED' }] });
});

test('an overlay that loosens is told at its line', async () => {
  const plain =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")\ntype Query { "The time." now: String }';
  const overlay = (sharing: string): string =>
    `Query.now: { secrecy: UNCLASSIFIED, sharing: ${sharing}, personal: NONE, steward: VPTW }`;
  const yaml = YAML.replace('steward: VPTW', 'steward: VPTW, labels: tasks/labels.yaml');
  tree({ 'supergraph.yaml': yaml, 'tasks/schema.graphql': plain, 'tasks/labels.yaml': overlay('INTERNAL') });
  commit();
  write({ 'tasks/labels.yaml': overlay('OPEN') });
  expect((await checkWorkingTree({ dir })).problems).toMatchObject([
    { code: 'LABEL_LOOSENED', coordinate: 'Query.now' },
  ]);
});

test('a schema file that is missing is told where supergraph.yaml names it', async () => {
  const check = await checkWorkingTree({ dir: tree({ 'supergraph.yaml': YAML }) });
  expect(check.problems).toMatchObject([
    { code: 'FILE_MISSING', subgraph: 'tasks', place: { file: 'supergraph.yaml', line: 4 } },
  ]);
});

test('a folder without supergraph.yaml is told', async () => {
  expect((await checkWorkingTree({ dir: tree({}) })).problems).toMatchObject([{ code: 'FILE_MISSING' }]);
});
