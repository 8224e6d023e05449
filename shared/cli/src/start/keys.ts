import { ensureKeys } from '@agency-graph/contract';
import { join } from 'node:path';
import { AGENCIES } from './parts.js';

/** The development keys' folder in a data folder. */
export const keysFolder = (dataFolder: string): string => join(dataFolder, 'keys');

/** Makes the development keys that are missing: the gateway's, each agency's, the local issuer's. */
export const ensureDevelopmentKeys = (dataFolder: string): string => {
  const folder = keysFolder(dataFolder);
  ensureKeys(folder, { gateway: true, issuer: true, subgraphs: AGENCIES });
  return folder;
};
