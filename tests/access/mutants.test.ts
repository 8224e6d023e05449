import { createWorld } from '@agency-graph/world';
import { beforeAll, expect, test } from 'vitest';
import { isEquivalent } from './mutants/equivalent.js';
import { loadEngine, type Engine } from './mutants/engine.js';
import { allMutants, differencesAsServed, prepareTrial, survivors, type Trial } from './mutants/run.js';

/** `npm run bench -- mutants` tries them all. */
const EVERY = 40;

let engine: Engine;
let trial: Trial;
beforeAll(async () => {
  engine = await loadEngine();
  trial = prepareTrial(createWorld('tiny'));
});

test('every persona and account, for each purpose, is decided as the reference evaluator does: each field, filter and row', () => {
  expect(trial.judgements.length).toBeGreaterThan(500);
  expect(differencesAsServed(engine, trial)).toEqual([]);
}, 120_000);

test('a sample of mutants: none decides as the reference evaluator does', () => {
  const sample = allMutants(engine).filter((mutant, at) => at % EVERY === 0 && !isEquivalent(mutant));
  expect(sample.length).toBeGreaterThan(15);
  expect(survivors(sample, trial).map(({ says }) => says)).toEqual([]);
}, 120_000);
