import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from './exit.js';

/** The checkout that this command belongs to; it works from any folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A path in the checkout. */
export const inRoot = (...parts: readonly string[]): string => join(ROOT, ...parts);

/** Where everything that a run makes lies unless `--data` or the environment says otherwise. */
export const DEFAULT_DATA = process.env['AGENCY_GRAPH_DATA'] ?? inRoot('.data');

/**
 * Makes the data folder. Others may pass through it, as root's database server must; private files are closed one by
 * one. Fails when another user has made it.
 */
export const makeDataFolder = (path: string): string => {
  const folder = resolve(path);
  try {
    if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o755);
    accessSync(folder, constants.W_OK);
    return folder;
  } catch (cause) {
    const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
    const whose = owner === undefined ? 'cannot be made' : `belongs to uid ${owner} and cannot be written`;
    throw new CommandFailure(
      `${folder} ${whose}: run the command as that user, remove the folder, or choose another with --data.`,
      undefined,
      { cause },
    );
  }
};
