import { parseSupergraphYaml } from '@agency-graph/composition';
import { lintSchema } from '@agency-graph/kit';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { subgraph } from './fixture/permits.js';

const README = readFileSync(new URL('../../shared/kit/README.md', import.meta.url), 'utf8');
const SUPERGRAPH = readFileSync(new URL('../../supergraph.yaml', import.meta.url), 'utf8');
const EXAMPLE = readFileSync(new URL('./fixture/permits.ts', import.meta.url), 'utf8');

test('the example in the README is this code, which compiles and builds', () => {
  expect(/```ts\n([^]*?)```/.exec(README)?.[1]).toBe(EXAMPLE);
  expect(lintSchema(subgraph.sdl)).toEqual([]);
  expect(subgraph.sdl).toContain('type Permit @key(fields: "id") @rowLabel(scopes: ["rowPath"])');
});

test('the entry of the README can stand in supergraph.yaml', () => {
  const [, entry = ''] = /```yaml\n([^]*?)```/.exec(README) ?? [];
  const text = SUPERGRAPH.replace('subgraphs:\n', `subgraphs:\n${entry.replaceAll(/^(?=.)/gm, '  ')}`);
  const read = parseSupergraphYaml(text, 'supergraph.yaml');
  expect(read.kind === 'config' && read.config.subgraphs.map(({ name }) => name)).toContain('permits');
});
