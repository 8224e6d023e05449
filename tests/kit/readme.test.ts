import { lintSchema } from '@agency-graph/kit';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { subgraph } from './fixture/permits.js';

const README = readFileSync(new URL('../../shared/kit/README.md', import.meta.url), 'utf8');
const EXAMPLE = readFileSync(new URL('./fixture/permits.ts', import.meta.url), 'utf8');

test('the example in the README is this code, which compiles and builds', () => {
  expect(/```ts\n([^]*?)```/.exec(README)?.[1]).toBe(EXAMPLE);
  expect(lintSchema(subgraph.sdl)).toEqual([]);
  expect(subgraph.sdl).toContain('type Permit @key(fields: "id") @rowLabel(scopes: ["rowPath"])');
});
