import { readFileSync } from 'node:fs';

const manifest = new URL('../package.json', import.meta.url);

/** The version in this package's own manifest. */
export const VERSION: string = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
