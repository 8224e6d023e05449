import { graphql, type GraphQLError } from 'graphql';
import { plainGraph } from '../../support/plain-graph.js';
import { drawer, generateGraph } from './generated-graph.js';
import { generateQuery } from './generated-query.js';

/** What a comparison looked at, counted, and where a graph in pieces answered otherwise than the whole one. */
export interface Compared {
  readonly pairs: number;
  readonly leaves: number;
  readonly filled: number;
  /** By what the subgraphs were asked: entities by key, several fetches in one request, toggled fields. */
  readonly asked: Readonly<Record<'roots' | 'entities' | 'gathered' | 'toggled', number>>;
  /** Each with its graph's seed, the query and both answers. */
  readonly differences: readonly string[];
}

/** Asks one generated graph, in pieces and whole, generated queries: data, nulls and places of errors must be the same. */
export async function compareGraph(seed: number, queries: number): Promise<Compared> {
  const draw = drawer(seed);
  const { subgraphs, whole } = generateGraph(draw);
  const graph = await plainGraph(subgraphs);
  const differences: string[] = [];
  const asked = { roots: 0, entities: 0, gathered: 0, toggled: 0 };
  let [leaves, filled] = [0, 0];
  for (let at = 0; at < queries; at += 1) {
    const { text, variables } = generateQuery(whole, draw);
    const answer = await graph.ask(text, [], { variables });
    const wanted = await graphql({ schema: whole, source: text, variableValues: variables });
    const told = [JSON.stringify(answer.data), places(answer.errors)];
    const right = [JSON.stringify(wanted.data), places(wanted.errors ?? [])];
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
    for (const { query } of answer.asked) {
      asked[query.includes('_entities') ? 'entities' : 'roots'] += 1;
      if (query.split('_entities').length > 2) asked.gathered += 1;
      if (/@(?:skip|include)/.test(query)) asked.toggled += 1;
    }
  }
  await graph.generation.planner.close();
  return { pairs: queries, leaves, filled, asked, differences };
}

/** Where errors are, each place once: what they say is the agency's own. */
const places = (errors: readonly { readonly path?: GraphQLError['path'] }[]): string =>
  [...new Set(errors.map(({ path }) => JSON.stringify(path)))].toSorted().join(' ');

/** Several comparisons as one. */
export function together(all: readonly Compared[]): Compared {
  const sum = (of: (one: Compared) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    pairs: sum(({ pairs }) => pairs),
    leaves: sum(({ leaves }) => leaves),
    filled: sum(({ filled }) => filled),
    asked: {
      roots: sum(({ asked }) => asked.roots),
      entities: sum(({ asked }) => asked.entities),
      gathered: sum(({ asked }) => asked.gathered),
      toggled: sum(({ asked }) => asked.toggled),
    },
    differences: all.flatMap(({ differences }) => differences),
  };
}
