import { parseSupergraphYaml } from '@agency-graph/composition';
import { ensureKeys } from '@agency-graph/contract';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inRoot, ROOT } from '../checkout.js';
import { keysFolder } from './keys.js';
import { AGENCIES } from './parts.js';

const SUPERGRAPH = 'supergraph.yaml';

/**
 * The subgraphs of `supergraph.yaml` whose public key it names where development keys lie. What is wrong with that file
 * is the gateway's to say.
 */
const subgraphsOfGraph = (): readonly string[] => {
  const file = inRoot(SUPERGRAPH);
  const read = existsSync(file) ? parseSupergraphYaml(readFileSync(file, 'utf8'), SUPERGRAPH) : undefined;
  if (read?.kind !== 'config') return [];
  return read.config.subgraphs.flatMap(({ name, agency }) =>
    agency && resolve(ROOT, agency.publicKeyFile) === join(keysFolder(inRoot('.data')), `${name}.pub`) ? [name] : [],
  );
};

/** Makes the development keys that are missing: the gateway's, each agency's, the local issuer's. */
export const ensureDevelopmentKeys = (dataFolder: string): string => {
  const folder = keysFolder(dataFolder);
  ensureKeys(folder, { gateway: true, issuer: true, subgraphs: [...new Set([...AGENCIES, ...subgraphsOfGraph()])] });
  return folder;
};
