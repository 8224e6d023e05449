import type { ServedClients } from '../execute/agencies.js';
import type { SubgraphClient } from '../execute/subgraph-client.js';
import type { ServedSubgraph } from './read-graph.js';

/** The clients of each supergraph that is served, or that requests still run on. */
export interface Clients extends ServedClients {
  /** From now on there are clients for a version; a subgraph of which nothing changed keeps its own, breaker and all. */
  serve(version: string, subgraphs: readonly ServedSubgraph[]): void;
  /** Only this version is left: what it does not use is closed once nothing is under way there. */
  keepOnly(version: string): void;
}

export function createClients(open: (subgraph: ServedSubgraph) => SubgraphClient): Clients {
  const opened = new Map<string, SubgraphClient>();
  const served = new Map<string, ReadonlyMap<string, SubgraphClient>>();

  const clientOf = (subgraph: ServedSubgraph): SubgraphClient => {
    const said = JSON.stringify(subgraph);
    let client = opened.get(said);
    if (client === undefined) opened.set(said, (client = open(subgraph)));
    return client;
  };

  return {
    serve(version, subgraphs) {
      served.set(version, new Map(subgraphs.map((subgraph) => [subgraph.name, clientOf(subgraph)])));
    },
    of: (version) => served.get(version) ?? new Map<string, SubgraphClient>(),
    keepOnly(version) {
      for (const other of served.keys()) if (other !== version) served.delete(other);
      const used = new Set(served.get(version)?.values());
      for (const [said, client] of opened) {
        if (used.has(client)) continue;
        opened.delete(said);
        void client.close().catch(() => {});
      }
    },
    async close() {
      await Promise.all([...opened.values()].map((client) => client.close()));
    },
  };
}
