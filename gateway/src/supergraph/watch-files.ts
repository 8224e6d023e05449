import { LEFT_BESIDE } from '@agency-graph/policy';
import { readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** How often files are looked at, in milliseconds. */
const LOOK = 200;
/**
 * After how many looks without rest a change counts all the same: one file that never rests hides no other. An odd
 * number, so that what comes and goes at every look is not met gone each time.
 */
const RESTLESS_LOOKS = 9;

/**
 * Watches files by looking, which works on every file system and mount. A change counts when it has stood still for one
 * look: a file half written says something else than it will. Where something never does it counts within two seconds:
 * what is half written then is refused, and looked at again.
 */
export function watchFiles(paths: () => readonly string[], changed: () => void): { close(): void } {
  let told = stampOf(paths());
  let seen = told;
  let restless = 0;
  const timer = setInterval(() => {
    const now = stampOf(paths());
    restless = now === seen ? 0 : restless + 1;
    if (now !== told && (now === seen || restless >= RESTLESS_LOOKS)) {
      told = now;
      restless = 0;
      changed();
    }
    seen = now;
  }, LOOK);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

/** Changes whenever one of the files does, or whether it can be looked at, as far as it shows without reading them. */
export const stampOf = (paths: readonly string[]): string => paths.map((path) => `${path} ${lookAt(path)}`).join('\n');

/** Files as they were at one moment. */
export interface SeenFiles {
  readonly files: readonly string[];
  readonly stamp: string;
}

/** Looks at files that are read next: what changes while they are read shows afterwards. */
export const seeFiles = (files: readonly string[]): SeenFiles => ({ files, stamp: stampOf(files) });

/** Whether the files are still what they were. */
export const areAsSeen = ({ files, stamp }: SeenFiles): boolean => stampOf(files) === stamp;

/**
 * Of a folder only that it is there: what is in it is looked at by name, and what is left beside is no change. What cannot
 * be looked at, be it a link to itself, is not thrown: whoever reads it says so, and nobody has to watch.
 */
function lookAt(path: string): string {
  try {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    if (stat?.isDirectory() === true) return 'folder';
    return `${stat?.mtimeNs} ${stat?.size} ${stat?.ino}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

/** A folder and everything in it but what is left beside; a folder that cannot be read is itself all that there is. */
export function filesIn(folder: string): string[] {
  try {
    const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const meant = inside.filter((name) => !name.split(sep).some((part) => LEFT_BESIDE.test(part)));
    return [folder, ...meant.toSorted().map((name) => join(folder, name))];
  } catch {
    return [folder];
  }
}
