import { readSubgraphConfig } from '../config.js';
import { serveSubgraph, type ServeOptions } from './serve.js';

/** All but the configuration, which is read for the subgraph's name. */
export type RunOptions<DB, Loaders> = Omit<ServeOptions<DB, Loaders>, 'config'>;

/**
 * `serveSubgraph` for a `main.ts`: announces itself on stdout as one JSON line `{"listening":url,"subgraph":name}`, and
 * closes on SIGTERM, SIGINT or, when supervised, with its parent. What keeps it from starting is said on stderr, and the
 * process ends with 1.
 */
export async function runSubgraph<DB, Loaders>(options: RunOptions<DB, Loaders>): Promise<void> {
  try {
    await run({ ...options, config: readSubgraphConfig(options.subgraph.name) });
  } catch (error) {
    // A sentence for who starts it: where in here it was thrown helps nobody.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function run<DB, Loaders>(options: ServeOptions<DB, Loaders>): Promise<void> {
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
