import { expect, it } from 'vitest';
import { compareGraph, together, type Compared } from './compare-graph.js';

const GRAPHS = 6;
const QUERIES = 36;

it('a graph in pieces answers as the whole one does: the same data, nulls and places of errors', async () => {
  const all: Compared[] = [];
  for (let seed = 1; seed <= GRAPHS; seed += 1) all.push(await compareGraph(seed, QUERIES));
  const { pairs, refused, differences, filled, leaves, met } = together(all);
  expect(differences).toEqual([]);
  expect(refused / pairs).toBeLessThan(0.1);
  // What was compared: much of it filled, and every kind of node, rewrite and question.
  expect(filled / leaves).toBeGreaterThan(0.5);
  expect(Object.entries(met).filter(([, times]) => times === 0)).toEqual([]);
}, 300_000);
