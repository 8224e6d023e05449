import { join } from 'node:path';

/** The development keys' folder in a data folder. */
export const keysFolder = (dataFolder: string): string => join(dataFolder, 'keys');
