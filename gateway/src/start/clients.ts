import type { ServedClients } from '../execute/agencies.js';
import type { SubgraphClient } from '../execute/subgraph-client.js';
import type { ReachedSubgraph } from './load-graph.js';

/** The clients of each supergraph that is served, or that requests still run on. */
export interface Clients extends ServedClients {
  /**
   * Opens what a graph needs before it is served; a subgraph of which nothing changed, its key neither, keeps its client,
   * breaker and all. Throws where one cannot be opened, and leaves nothing open.
   */
  prepare(subgraphs: readonly ReachedSubgraph[]): PreparedClients;
  /** Only this version is left: what it does not use is closed once nothing is under way there. */
  keepOnly(version: string): void;
}

/** Clients that nobody is asked by yet: they are served, or discarded. */
export interface PreparedClients {
  /** From now on they are the clients of a version. */
  serve(version: string): void;
  discard(): void;
}

export function createClients(open: (subgraph: ReachedSubgraph) => SubgraphClient): Clients {
  const opened = new Map<string, SubgraphClient>();
  const served = new Map<string, ReadonlyMap<string, SubgraphClient>>();
  /** Kept, whichever version is left meanwhile. */
  const preparing = new Set<ReadonlyMap<string, SubgraphClient>>();

  const closeUnused = (): void => {
    const used = new Set([...served.values(), ...preparing].flatMap((clients) => [...clients.values()]));
    for (const [said, client] of opened) {
      if (used.has(client)) continue;
      opened.delete(said);
      void client.close().catch(() => {});
    }
  };

  return {
    prepare(subgraphs) {
      const clients = new Map<string, SubgraphClient>();
      const discard = (): void => {
        preparing.delete(clients);
        closeUnused();
      };
      preparing.add(clients);
      try {
        for (const subgraph of subgraphs) {
          const said = JSON.stringify(subgraph);
          if (!opened.has(said)) opened.set(said, open(subgraph));
          clients.set(subgraph.name, opened.get(said)!);
        }
      } catch (error) {
        discard();
        throw error;
      }
      return {
        serve(version) {
          preparing.delete(clients);
          served.set(version, clients);
        },
        discard,
      };
    },
    of: (version) => served.get(version) ?? new Map<string, SubgraphClient>(),
    keepOnly(version) {
      for (const other of served.keys()) if (other !== version) served.delete(other);
      closeUnused();
    },
    async close() {
      await Promise.all([...opened.values()].map((client) => client.close()));
    },
  };
}
