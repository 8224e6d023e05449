import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, wherever the command was called from. */
export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** A path in the checkout. */
export const inRoot = (...parts) => join(ROOT, ...parts);

/** The Node that comes with the dependencies. */
export const BUNDLED_NODE = inRoot('node_modules', `node-linux-${process.arch}`, 'bin', 'node');
