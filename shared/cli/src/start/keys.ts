import { ensureKeys } from '@agency-graph/contract';
import { join } from 'node:path';
import { AGENCIES } from './parts.js';

/** The keys' folder: the one that `AGENCY_GRAPH_KEYS` names, else that of a data folder. */
export const keysFolder = (dataFolder: string): string => process.env['AGENCY_GRAPH_KEYS'] ?? join(dataFolder, 'keys');

/** Makes the development keys that are missing: the gateway's, each agency's, the local issuer's. */
export const ensureDevelopmentKeys = (dataFolder: string): string => {
  const folder = keysFolder(dataFolder);
  ensureKeys(folder, { gateway: true, issuer: true, subgraphs: AGENCIES });
  return folder;
};
