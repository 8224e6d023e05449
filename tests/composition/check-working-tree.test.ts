import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkWorkingTree } from '@agency-graph/composition/working-tree';
import { afterEach, describe, expect, test, vi } from 'vitest';
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
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

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
  expect((await checkWorkingTree({ dir })).problems).toMatchObject([
    {
      code: 'LABEL_LOOSENED',
      fix: expect.stringMatching(/until main has it, and --against <that commit> asks/) as string,
    },
  ]);
  expect((await checkWorkingTree({ dir, against: 'HEAD' })).problems).toEqual([]);
});

test('on main itself, with nothing changed, it is said that nothing was compared', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(INTERNAL) });
  commit();
  write({ 'tasks/schema.graphql': schema(OPEN) });
  git('commit', '--quiet', '--all', '--message', 'loosen');
  const check = await checkWorkingTree({ dir });
  expect(check.comparedWith).toBeUndefined();
  expect(check).toMatchObject({
    problems: [],
    warnings: [{ code: 'NOT_COMPARABLE', fix: expect.stringContaining('--against HEAD~1') as string }],
  });
  expect((await checkWorkingTree({ dir, against: 'HEAD~1' })).problems).toMatchObject([{ code: 'LABEL_LOOSENED' }]);
});

test('the main that others push to is asked before one’s own', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(INTERNAL) });
  commit();
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  write({ 'tasks/schema.graphql': schema(OPEN) });
  git('commit', '--quiet', '--all', '--message', 'loosen');
  expect(await checkWorkingTree({ dir })).toMatchObject({
    comparedWith: 'origin/main',
    problems: [{ code: 'LABEL_LOOSENED' }],
  });
});

test('a supergraph.yaml that is named by its whole path is compared', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(INTERNAL) });
  commit();
  write({ 'tasks/schema.graphql': schema(OPEN) });
  const check = await checkWorkingTree({ dir, supergraphYaml: join(dir, 'supergraph.yaml') });
  expect(check).toMatchObject({
    comparedWith: 'main',
    problems: [{ code: 'LABEL_LOOSENED', place: { file: 'tasks/schema.graphql' } }],
  });
});

test('what main tightened since a branch left it is not asked of the branch', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) });
  commit();
  git('branch', 'change');
  write({ 'tasks/schema.graphql': schema(INTERNAL) });
  git('commit', '--quiet', '--all', '--message', 'tighten');
  git('checkout', '--quiet', 'change');
  write({ 'tasks/schema.graphql': `${schema(OPEN)}\n# a remark` });
  const check = await checkWorkingTree({ dir });
  expect(check.problems).toEqual([]);
  expect(check.comparedWith).toMatch(/^main at [0-9a-f]{10}$/);
  expect((await checkWorkingTree({ dir, against: 'main' })).problems).toMatchObject([{ code: 'LABEL_LOOSENED' }]);
});

test('an agency renamed together with its file, and opened, is told', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(INTERNAL) });
  commit();
  write({ 'supergraph.yaml': YAML.replaceAll('tasks', 'duties'), 'duties/schema.graphql': schema(OPEN) });
  expect((await checkWorkingTree({ dir })).problems).toMatchObject([
    { code: 'LABEL_LOOSENED', subgraph: 'duties', coordinate: 'Query.now' },
  ]);
});

test('where there is no main, a tree says that it was held against HEAD alone', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) });
  commit('trunk');
  const check = await checkWorkingTree({ dir });
  expect(check).toMatchObject({ comparedWith: 'HEAD', problems: [], warnings: [{ code: 'NOT_COMPARABLE' }] });
  expect((await checkWorkingTree({ dir, against: 'HEAD' })).warnings).toEqual([]);
});

test('before the first commit a tree is fine and says that it was not compared', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) });
  git('init', '--quiet');
  expect(await checkWorkingTree({ dir })).toMatchObject({ problems: [], warnings: [{ code: 'NOT_COMPARABLE' }] });
});

const notComparable = (says: RegExp) => ({
  code: 'NOT_COMPARABLE',
  severity: 'error',
  says: expect.stringMatching(says) as string,
});

test('a named commit that is not there is a problem', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) });
  commit();
  const check = await checkWorkingTree({ dir, against: 'mian' });
  expect(check.comparedWith).toBeUndefined();
  expect(check.problems).toMatchObject([notComparable(/no commit “mian”/)]);
});

test('a named commit is a problem outside a checkout, in git’s words', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) });
  const check = await checkWorkingTree({ dir, against: 'main' });
  expect(check.problems).toMatchObject([notComparable(/not a git repository/)]);
});

test('a named commit whose schemas cannot be read is a problem', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': 'type' });
  commit();
  write({ 'tasks/schema.graphql': schema(OPEN) });
  expect((await checkWorkingTree({ dir, against: 'main' })).problems).toMatchObject([
    notComparable(/schema of tasks committed in main/),
  ]);
  git('rm', '--quiet', '--cached', 'supergraph.yaml');
  git('commit', '--quiet', '--message', 'without');
  expect((await checkWorkingTree({ dir, against: 'main' })).problems).toMatchObject([
    notComparable(/schemas committed in main/),
  ]);
});

test.each([undefined, 'main'])('a checkout that git cannot read is a problem, in git’s words', async (against) => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) });
  commit();
  write({ '.git/config': '[core' });
  const check = await checkWorkingTree({ dir, ...(against !== undefined && { against }) });
  expect(check.problems).toMatchObject([notComparable(/bad config line/)]);
});

test('a machine without git is a problem', async () => {
  tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': schema(OPEN) });
  commit();
  vi.stubEnv('PATH', dir);
  expect((await checkWorkingTree({ dir })).problems).toMatchObject([notComparable(/git/)]);
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

test('types and fields that supergraph.yaml gives an agency and nobody has are told there', async () => {
  const named = 'steward: VPTW, owns: [Query, Taks], takesOver: [Query.now, Query.then]';
  const check = await checkWorkingTree({
    dir: tree({ 'supergraph.yaml': YAML.replace('steward: VPTW', named), 'tasks/schema.graphql': schema(OPEN) }),
  });
  expect(check.problems).toMatchObject(
    ['Query.then', 'Taks'].map((coordinate) => ({
      code: 'NAMED_AND_MISSING',
      coordinate,
      place: { file: 'supergraph.yaml', line: 4 },
    })),
  );
});

test('a folder without supergraph.yaml is told', async () => {
  // Whichever command reads it: each names it by an option of its own.
  const fix = 'Correct its name, or run the command in the folder that holds it.';
  expect((await checkWorkingTree({ dir: tree({}) })).problems).toMatchObject([{ code: 'FILE_MISSING', fix }]);
});

describe('what the gateway would not compose with its own subgraph is told', () => {
  const withMore = (more: string): string => `${schema(OPEN)}\n${more}`;

  test.each([
    ['a type', `type Viewer ${OPEN} {\n  "Who."\n  account: ID!\n}\nextend type Query { seen: Viewer ${OPEN} }`],
    ['a root field', `extend type Query { viewer: String ${OPEN} }`],
    ['an enum with values of its own', `enum Language { EN DE }\nextend type Query { spoken: Language ${OPEN} }`],
  ])('%s of the same name', async (_, more) => {
    const check = await checkWorkingTree({
      dir: tree({ 'supergraph.yaml': YAML, 'tasks/schema.graphql': withMore(more) }),
    });
    expect(check.problems).not.toEqual([]);
  });

  test('an agency of its name', async () => {
    const check = await checkWorkingTree({
      dir: tree({ 'supergraph.yaml': YAML.replace('  tasks:', '  gateway:'), 'tasks/schema.graphql': schema(OPEN) }),
    });
    expect(check.problems).toMatchObject([
      {
        code: 'INVALID_VALUE',
        place: { file: 'supergraph.yaml', line: 4 },
        says: expect.stringMatching(/own subgraph/) as string,
      },
    ]);
  });

  test('but a plain graph is served without it', async () => {
    const yaml = YAML.replace('  tasks:', '  gateway:').replace('development', 'conformance');
    const plain = 'type Query {\n  "Who."\n  viewer: String\n}';
    const check = await checkWorkingTree({ dir: tree({ 'supergraph.yaml': yaml, 'tasks/schema.graphql': plain }) });
    expect(check).toMatchObject({ problems: [], subgraphs: 1 });
    expect(check.ground).toBeUndefined();
  });
});
