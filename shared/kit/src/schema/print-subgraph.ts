import { readFileSync, writeFileSync } from 'node:fs';
import type { Subgraph } from './build-subgraph.js';

/**
 * Writes the SDL to `file` (`schema.graphql` beside the subgraph's package.json); with `check` writes nothing and throws
 * when the file differs.
 */
export function printSubgraph(
  subgraph: Subgraph,
  file: string | URL,
  options: { readonly check?: boolean } = {},
): void {
  if (!options.check) return writeFileSync(file, subgraph.sdl);
  const printed = readFileSync(file, 'utf8');
  if (printed !== subgraph.sdl) {
    throw new Error(`${subgraph.name}: schema.graphql is not what its classes give; build and print it again`);
  }
}
