import { describe, expect, test } from 'vitest';
import { plainGraph } from '../../support/plain-graph.js';
import { FEDERATION_CASES } from './cases/index.js';

describe('graphs cut where federation finds it hard answer as they would whole', () => {
  test.each(FEDERATION_CASES)(
    '$name',
    async ({ subgraphs, questions }) => {
      const graph = await plainGraph(subgraphs);
      const answers = [];
      for (const { query, variables = {} } of questions) {
        const { data, errors } = await graph.ask(query, [], { variables });
        answers.push({ query, data, errors: errors.map(({ path }) => path ?? null) });
      }
      await graph.generation.planner.close();
      expect(answers).toEqual(questions.map(({ query, data, errors = [] }) => ({ query, data, errors })));
    },
    60_000,
  );
});
