import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessConfig } from '../../gateway/src/config.js';
import { loadFiles } from '../../gateway/src/start/load-files.js';
import { graphOf, type LoadedGraph } from '../../gateway/src/start/load-graph.js';
import { checkout } from './support/checkout.js';
import { broken, unplannable, wider, withLatest } from './support/edits.js';

test('a start is with the graph that is on disk once the rules are read, or ends where that is none', async () => {
  const edit =
    (change: (sdl: string) => string) =>
    (directory: string): void => {
      const schema = join(directory, 'opinions.graphql');
      writeFileSync(schema, change(readFileSync(schema, 'utf8')));
      writeFileSync(
        join(directory, 'policy/scope.yaml'),
        wider(readFileSync(join(directory, 'policy/scope.yaml'), 'utf8')),
      );
    };
  const { hasField, granted } = await checkout({ before: edit(withLatest) });
  expect([hasField('latest'), granted()]).toEqual([true, { sharing: 'DEFAULT' }]);
  await expect(checkout({ before: edit(broken) })).rejects.toThrow('Nothing');
});

test('a start ends where the graph’s files never rest while rules change with them: nothing is read again until the next', async () => {
  let day = 1;
  const touch = (directory: string): void => {
    const edit = (file: string, change: (text: string) => string): void => {
      writeFileSync(join(directory, `${file}.new`), change(readFileSync(join(directory, file), 'utf8')));
      renameSync(join(directory, `${file}.new`), join(directory, file));
    };
    edit('opinions.graphql', (sdl) => sdl);
    edit('policy/policy.yaml', (text) => text.replace(/2026-03-\d+/, `2026-03-${10 + (day += 1)}`));
  };
  const load = async (process_: ProcessConfig): Promise<LoadedGraph> => {
    const read = graphOf(await loadFiles(process_));
    touch(dirname(process_.supergraphFile));
    return read;
  };
  await expect(checkout({ before: touch, load })).rejects.toThrow(/files do not rest.*: start again once they do\.$/);
});

test('a start with a graph over which no planner can begin fails, and says why', async () => {
  await expect(checkout({ atStart: unplannable })).rejects.toThrow(/Invalid supergraph/);
});
