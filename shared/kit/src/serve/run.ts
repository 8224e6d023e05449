import { serveSubgraph, type ServeOptions } from './serve.js';

/**
 * `serveSubgraph` for a `main.ts`: announces itself on stdout as one JSON line `{"listening":url,"subgraph":name}`, and
 * closes on SIGTERM, SIGINT or, when supervised, with its parent.
 */
export async function runSubgraph<DB, Loaders>(options: ServeOptions<DB, Loaders>): Promise<void> {
  const { name, supervised } = options.config;
  if (supervised && process.send === undefined) {
    throw new Error(
      'AGENCY_GRAPH_SUPERVISED=1, but there is no parent to follow: start it by fork, or unset the variable',
    );
  }
  const served = await serveSubgraph(options);
  let closing: Promise<void> | undefined;
  const close = (): void => {
    closing ??= served.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', close).once('SIGINT', close);
  if (supervised) process.once('disconnect', close);
  process.stdout.write(`${JSON.stringify({ listening: served.url, subgraph: name })}\n`);
}
