import { graphql, type GraphQLError } from 'graphql';
import { plainGraph } from '../../support/plain-graph.js';
import { countAnswer, KINDS, noCounts, type Counts } from './count-plan.js';
import { drawer } from '../../support/random.js';
import { generateGraph } from './generated/graph.js';
import { generateQuery } from './generated/query.js';

/** What a comparison looked at, counted, and where a graph in pieces answered otherwise than the whole one. */
export interface Compared {
  readonly pairs: number;
  /** Of these, what took the planner too long here, or what it fails on: the same answer whatever the data. */
  readonly refused: number;
  readonly leaves: number;
  readonly filled: number;
  readonly met: Readonly<Counts>;
  /** Each with its graph's seed, the query and both answers. */
  readonly differences: readonly string[];
}

/** Asks one generated graph, in pieces and whole, generated queries: data, nulls and places of errors must be the same. */
export async function compareGraph(seed: number, queries: number): Promise<Compared> {
  const draw = drawer(seed);
  const { subgraphs, whole } = generateGraph(draw);
  const graph = await plainGraph(subgraphs);
  const differences: string[] = [];
  const met = noCounts();
  let [refused, leaves, filled] = [0, 0, 0];
  for (let at = 0; at < queries; at += 1) {
    const { text, variables } = generateQuery(whole, draw);
    const answer = await graph.ask(text, [], { variables }).catch(unplanned);
    if (answer === null || answer.errors.some(({ message }) => message.includes('too long to plan'))) {
      refused += 1;
      continue;
    }
    const wanted = await graphql({ schema: whole, source: text, variableValues: variables });
    const told = [JSON.stringify(answer.data), places(answer)];
    const right = [JSON.stringify(wanted.data), places(wanted)];
    if (told.join() !== right.join())
      differences.push(
        `graph ${seed}: ${text} ${JSON.stringify(variables)}\n  in pieces ${told.join(' ')}\n  whole ${right.join(' ')}`,
      );
    JSON.stringify(answer.data, (_, value: unknown) => {
      if (typeof value === 'object' && value !== null) return value;
      leaves += 1;
      filled += value === null ? 0 : 1;
      return value;
    });
    countAnswer(answer, met);
  }
  await graph.generation.planner.close();
  return { pairs: queries, refused, leaves, filled, met, differences };
}

/**
 * Null where the planner failed: one response key that stands for an object of one type under one fragment, and of
 * another under another, it can take for one object.
 */
function unplanned(failure: unknown): null {
  if (failure instanceof Error && failure.name === 'NotPlanned') return null;
  throw failure;
}

/**
 * Where errors are, each place once: what they say is the agency's own. Of those that made something above them null it
 * is that something: which others are told that would have been within it is left open (GraphQL, § 6.4.4).
 */
function places({
  data,
  errors = [],
}: {
  readonly data?: unknown;
  readonly errors?: readonly Placed[] | undefined;
}): string {
  const all = errors.map(({ path = [] }) => {
    let at: unknown = data;
    const depth = path.findIndex((part) => {
      if (at === null || at === undefined) return true;
      at = (at as Record<string | number, unknown>)[part];
      return false;
    });
    return JSON.stringify(depth === -1 ? path : path.slice(0, depth));
  });
  return [...new Set(all)].toSorted().join(' ');
}

type Placed = { readonly path?: GraphQLError['path'] };

/** Several comparisons as one. */
export function together(all: readonly Compared[]): Compared {
  const sum = (of: (one: Compared) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    pairs: sum(({ pairs }) => pairs),
    refused: sum(({ refused }) => refused),
    leaves: sum(({ leaves }) => leaves),
    filled: sum(({ filled }) => filled),
    met: Object.fromEntries(KINDS.map((kind) => [kind, sum(({ met }) => met[kind])])) as Counts,
    differences: all.flatMap(({ differences }) => differences),
  };
}
