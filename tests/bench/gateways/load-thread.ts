import { compose } from '@agency-graph/composition/compose';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { parentPort, workerData } from 'node:worker_threads';
import type { GraphKind } from './load-apart.js';
import { authenticatedSdl, fieldSupergraph, labelledSdl, SUBGRAPHS, type SubgraphName } from './schemas.js';

const OWNED = { accounts: ['User'], inventory: [], products: ['Product'], reviews: ['Review'] };

function composedOf(sdlOf: (name: SubgraphName) => string, labels: 'required' | 'optional'): string {
  const composed = compose({
    subgraphs: SUBGRAPHS.map((name) => ({
      name,
      url: `http://127.0.0.1:1/${name}`,
      sdl: sdlOf(name),
      file: `${name}.graphql`,
      owns: OWNED[name],
      takesOver: name === 'reviews' ? ['User.username'] : [],
    })),
    labels,
  });
  if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));
  return composed.supergraphSdl;
}

const SUPERGRAPHS: Readonly<Record<GraphKind, () => string>> = {
  plain: fieldSupergraph,
  authenticated: () => composedOf(authenticatedSdl, 'optional'),
  labelled: () => composedOf(labelledSdl, 'required'),
};

parentPort!.postMessage(await loadSupergraph(SUPERGRAPHS[workerData as GraphKind]()));
