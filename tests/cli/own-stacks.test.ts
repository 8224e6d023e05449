import { PARTS } from 'agency-graph/parts';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const FAILS = `
  import { pairwisePseudonym } from '@agency-graph/contract';
  import { createSecretKey } from 'node:crypto';
  pairwisePseudonym(createSecretKey(Buffer.alloc(8)), 'tasks', 'A-000001');
`;

test('stacks of what is ours name the lines that were written', () => {
  const flags = [...PARTS.gateway.node, '--input-type=module', '-e', FAILS];
  const { status, stderr } = spawnSync(process.execPath, flags, { cwd: import.meta.dirname, encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/shared\/contract\/src\/pseudonym\.ts:\d+:\d+/)]);
});
