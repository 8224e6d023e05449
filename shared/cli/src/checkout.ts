import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this command belongs to; it works from any folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A path in the checkout. */
export const inRoot = (...parts: readonly string[]): string => join(ROOT, ...parts);

/** Where everything that a run makes lies unless `--data` says otherwise. */
export const DEFAULT_DATA = inRoot('.data');

/** Makes the data folder. Others may pass through it, as root's database server must; private files are closed one by one. */
export const makeDataFolder = (path: string): string => {
  const folder = resolve(path);
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o755);
  return folder;
};
