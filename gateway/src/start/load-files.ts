import { coordinatesOf, fieldTypes, madeFrom } from '@agency-graph/composition';
import { loadPublicKey, publicJwk } from '@agency-graph/contract';
import type { ProcessConfig } from '../config.js';
import { loadSupergraph } from '../supergraph/apollo.js';
import { seeFiles, type SeenFiles } from '../supergraph/watch-files.js';
import type { ReachedSubgraph, Told } from './load-graph.js';
import { filesOfGraph, readGraph, type ServedSubgraph } from './read-graph.js';

/**
 * Reads, composes and loads the graph that a process is told to serve, with the keys of its agencies. `reads` is told of
 * its files before.
 */
export async function loadFiles(process_: ProcessConfig, reads: (files: SeenFiles) => void = () => {}): Promise<Told> {
  const seen = seeFiles(await filesOfGraph(process_));
  reads(seen);
  try {
    const graph = await readGraph(process_);
    const subgraphs = graph.subgraphs.map(withKey);
    const { supergraphSdl } = graph;
    const ground = {
      coordinates: coordinatesOf(supergraphSdl),
      madeFrom: madeFrom(supergraphSdl),
      fieldTypes: fieldTypes(supergraphSdl),
    };
    return { graph: { ...graph, subgraphs, loaded: await loadSupergraph(supergraphSdl), ground, seen } };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), seen };
  }
}

const withKey = (subgraph: ServedSubgraph): ReachedSubgraph => {
  const { publicKeyFile: file } = subgraph;
  return { ...subgraph, publicKey: file === null ? null : publicJwk(loadPublicKey(file).key, 'enc') };
};
