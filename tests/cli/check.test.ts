import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DIGEST, excepting } from '../gateway/fixture/digest-agency.js';
import { writeGraph, writePolicy } from '../gateway/fixture/gateway-process.js';
import { ROOT } from '../support/root.js';
import { cli, cliWith } from './run-cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-check-'));
  cpSync(join(ROOT, 'gateway/policy'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const misspell = (): void => {
  const file = join(folder, 'rules/D02-volume.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('a-day: { Member:', 'a-day: { Members:'));
};
const TOLD = /rules\/D02-volume\.yaml:\d+:1 {2}error POLICY_MISFIT\n {2}The graph has no Members\./;
const config = ['--config', join(ROOT, 'supergraph.yaml')];

test('the schemas and the policy of this checkout fit each other', async () => {
  const { code, out } = await cli('check', ...config);
  expect(out).toMatch(/The schemas of 4 subgraphs compose, and the policy fits them/);
  expect(code).toBe(0);
});

test('a policy that names what the graph has not is told with file and line, as text and as JSON', async () => {
  misspell();
  const [text, json] = await Promise.all([
    cli('check', ...config, '--policy', folder),
    cli('check', ...config, '--policy', folder, '--json'),
  ]);
  expect(text.out).toMatch(TOLD);
  expect([text.code, json.code]).toEqual([1, 1]);
  expect(JSON.parse(json.out)).toMatchObject({
    fine: false,
    problems: [{ code: 'POLICY_MISFIT', place: { line: 17 }, says: 'The graph has no Members.' }],
  });
});

test('the policy that a gateway is told of is the one that is looked at, and none on demand', async () => {
  misspell();
  const env = { AGENCY_GRAPH_POLICY: folder };
  const [told, untold] = await Promise.all([
    cliWith(env, 'check', ...config),
    cliWith(env, 'check', ...config, '--no-policy'),
  ]);
  expect(told.out).toMatch(TOLD);
  expect(told.code).toBe(1);
  expect(untold.out).toMatch(/The schemas of 4 subgraphs compose[.;]/);
  expect(untold.code).toBe(0);
});

test('a policy that is not whole is told with file and line', async () => {
  writeFileSync(join(folder, 'scope.yaml'), 'parts: {\n');
  const { code, out } = await cli('check', ...config, '--policy', folder);
  expect(out).toMatch(/scope\.yaml:\d+:1 {2}error POLICY_NOT_WHOLE/);
  expect(code).toBe(1);
});

test('Cedar policies that do not parse, or may be half written, are told with file and line', async () => {
  const file = join(folder, 'cedar/examples.cedar');
  const whole = readFileSync(file, 'utf8');
  const checked = () => cli('check', ...config, '--cedar', join(folder, 'cedar'));
  expect(await checked()).toMatchObject({ code: 0 });
  writeFileSync(file, whole.replace('// end\n', ''));
  const half = await checked();
  writeFileSync(file, whole.replaceAll('when {', 'wenn {'));
  const wrong = await checked();
  expect([half.code, wrong.code]).toEqual([1, 1]);
  expect(half.out).toMatch(/cedar\/examples\.cedar:8:1 {2}error CEDAR_NOT_WHOLE\n {2}The file does not end with/);
  expect(wrong.out).toMatch(/cedar\/examples\.cedar:3:1 {2}error CEDAR_NOT_WHOLE/);
});

test('a graph of somebody else is held against no policy but the one that they name', async () => {
  writeGraph(folder, 'http://127.0.0.1:9/graphql');
  const theirs = ['--config', join(folder, 'supergraph.yaml')];
  const [alone, named] = await Promise.all([cli('check', ...theirs), cli('check', ...theirs, '--policy', folder)]);
  expect(alone.out).toMatch(/The schemas of 1 subgraph compose[.;]/);
  expect([alone.code, named.code]).toEqual([0, 1]);
  expect(named.out).toContain('POLICY_MISFIT');
});

test('115: a field that is computed from one that the policy excepts is told with its line, and how to mend it', async () => {
  const graph = join(folder, 'graph');
  writeGraph(graph, 'http://127.0.0.1:9/graphql', [DIGEST]);
  writePolicy(graph);
  const scope = join(graph, 'policy/scope.yaml');
  const checked = () => cli('check', '--config', join(graph, 'supergraph.yaml'), '--policy', join(graph, 'policy'));
  const whole = readFileSync(scope, 'utf8');
  // What is computed is given where its sources are.
  const together = await checked();
  writeFileSync(scope, excepting(whole, 'draft'));
  const alone = await checked();
  writeFileSync(scope, excepting(whole, 'draft', 'digest'));
  const mended = await checked();
  expect(together.out).toMatch(/and the policy fits them/);
  expect(alone.out).toMatch(
    /scope\.yaml:\d+:1 {2}error POLICY_MISFIT\n {2}This line of R18 gives PublishedFeedback\.digest but not what it is made from: PublishedFeedback\.draft\.\n.*Except digest too/,
  );
  expect([together.code, alone.code, mended.code]).toEqual([0, 1, 0]);
});

test('what no line gives to anybody is a warning: it fits, and nobody may read or call it', async () => {
  const graph = join(folder, 'graph');
  writeGraph(graph, 'http://127.0.0.1:9/graphql');
  writePolicy(graph);
  const scope = join(graph, 'policy/scope.yaml');
  const of = ['--config', join(graph, 'supergraph.yaml'), '--policy', join(graph, 'policy')];
  const whole = readFileSync(scope, 'utf8');
  writeFileSync(scope, whole.replace('type: Author,', 'type: Viewer,'));
  const [text, json] = [await cli('check', ...of), await cli('check', ...of, '--json')];
  expect([text.code, json.code]).toEqual([0, 0]);
  expect(text.out).toMatch(
    /warning GIVEN_TO_NOBODY {2}Author\n {2}No line of the scope table gives anything of Author/,
  );
  expect(text.out).toMatch(/warning GIVEN_TO_NOBODY {2}Mutation\.publish\n {2}.*nobody may call it/);
  expect(text.out).toContain('and the policy fits them');
  const { fine, warnings } = JSON.parse(json.out) as {
    readonly fine: boolean;
    readonly warnings: readonly { readonly code: string; readonly coordinate: string }[];
  };
  expect(fine).toBe(true);
  const told = warnings.flatMap(({ code, coordinate }) => (code === 'GIVEN_TO_NOBODY' ? [coordinate] : []));
  expect(told).toEqual(expect.arrayContaining(['Author', 'Mutation.publish']));
  expect(told).not.toContain('Topic');
});
