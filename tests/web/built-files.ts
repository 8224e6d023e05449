import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where `npm run build -w gateway/web` puts the page. */
export const DIST = new URL('../../gateway/web/dist/', import.meta.url).pathname;

/** A text file of the built page. */
export interface BuiltFile {
  readonly name: string;
  readonly text: string;
}

const TEXT = /\.(html|js|css|svg)$/;

/** Every text file of the built page; throws with what to do where it was not built. */
export async function builtFiles(): Promise<readonly BuiltFile[]> {
  const names = await readdir(DIST, { recursive: true }).catch(() => {
    throw new Error('gateway/web/dist is missing: npm run build -w gateway/web');
  });
  return await Promise.all(
    names
      .filter((name) => TEXT.test(name))
      .map(async (name) => ({ name, text: await readFile(join(DIST, name), 'utf8') })),
  );
}

/** Hosts that hand out scripts, styles and fonts; none may be named at all. */
const CDN = /\b(unpkg\.com|jsdelivr\.net|esm\.sh|cdnjs\.|skypack\.dev|jspm\.|googleapis\.com|gstatic\.com|esm\.run)/;

/** The ways in which a page, a style or a script loads from an address written into it. */
const LOADS = [
  /(?:src|href)\s*=\s*["'](?:https?:)?\/\/(?!www\.w3\.org)/,
  /url\(\s*["']?(?:https?:)?\/\//,
  /@import\s+["'](?:https?:)?\/\//,
  /(?:import|importScripts|fetch|Worker|EventSource|WebSocket|sendBeacon)\s*\(\s*["'`](?:https?|wss?):\/\//,
  /\bfrom\s*["']https?:\/\//,
];

/** What in a built file would load from another machine. */
export const foreignLoads = ({ name, text }: BuiltFile): readonly string[] =>
  [CDN, ...LOADS].flatMap((pattern) => {
    const found = pattern.exec(text);
    return found ? [`${name}: ${text.slice(found.index, found.index + 80)}`] : [];
  });
