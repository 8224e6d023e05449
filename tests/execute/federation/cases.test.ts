import { describe, expect, test } from 'vitest';
import { plainGraph } from '../../support/plain-graph.js';
import { ABSTRACT_CASES } from './cases/abstract-types.js';
import type { FederationCase } from './cases/federation-case.js';
import { FEDERATION_CASES } from './cases/index.js';

/** What a graph answers to each question of a case, with the places of errors. */
async function answersOf(
  { subgraphs, questions }: FederationCase,
  executor: 'compiled' | 'apollo',
): Promise<FederationCase['questions']> {
  const graph = await plainGraph(subgraphs, {}, executor);
  const answers = [];
  for (const { query, variables = {} } of questions) {
    const { data, errors } = await graph.ask(query, [], { variables });
    answers.push({ query, data, errors: errors.map(({ path }) => path ?? null) });
  }
  await graph.generation.planner.close();
  return answers;
}

const wanted = ({ questions }: FederationCase): FederationCase['questions'] =>
  questions.map(({ query, data, errors = [] }) => ({ query, data, errors }));

describe('graphs cut where federation finds it hard answer as they would whole', () => {
  test.each(FEDERATION_CASES)(
    '$name',
    async (one) => expect(await answersOf(one, 'compiled')).toEqual(wanted(one)),
    60_000,
  );
});

test('the stock executor, too, gives objects of an interface of which nobody asks the type', async () => {
  const [circular, own] = ABSTRACT_CASES.slice(-2);
  for (const one of [circular!, own!]) expect(await answersOf(one, 'apollo')).toEqual(wanted(one));
}, 60_000);
