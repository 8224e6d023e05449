import { expect, it } from 'vitest';
import { compareGraph, together, type Compared } from './compare-graph.js';

const GRAPHS = 12;
const QUERIES = 25;

it('a graph in pieces answers as the whole one does: the same data, nulls and places of errors', async () => {
  const all: Compared[] = [];
  for (let seed = 1; seed <= GRAPHS; seed += 1) all.push(await compareGraph(seed, QUERIES));
  const { differences, filled, leaves, asked } = together(all);
  expect(differences).toEqual([]);
  // What was compared: much of it filled, fetched by key, and several fetches in one request.
  expect(filled / leaves).toBeGreaterThan(0.5);
  expect(asked.entities).toBeGreaterThan(400);
  expect(asked.gathered).toBeGreaterThan(40);
  expect(asked.toggled).toBeGreaterThan(40);
}, 120_000);
