import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How often files are looked at, in milliseconds. */
const LOOK = 200;

/**
 * Watches files by looking, which works on every file system and mount. A change counts when it has stood still for one
 * look: a file half written says something else than it will.
 */
export function watchFiles(paths: () => readonly string[], changed: () => void): { close(): void } {
  let told = stampOf(paths());
  let seen = told;
  const timer = setInterval(() => {
    const now = stampOf(paths());
    if (now !== told && now === seen) {
      told = now;
      changed();
    }
    seen = now;
  }, LOOK);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

/** Changes whenever one of the files does, as far as it shows without reading them. */
export const stampOf = (paths: readonly string[]): string =>
  paths
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
      return `${path} ${stat?.mtimeNs} ${stat?.size} ${stat?.ino}`;
    })
    .join('\n');

/** A folder and everything in it; a folder that cannot be read is itself all that there is. */
export function filesIn(folder: string): string[] {
  try {
    const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return [folder, ...inside.toSorted().map((name) => join(folder, name))];
  } catch {
    return [folder];
  }
}
