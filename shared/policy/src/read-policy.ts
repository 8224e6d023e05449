import type { PolicyContent } from './content.js';
import { incompleteness } from './complete.js';
import { compilePolicy, type Policy } from './policy.js';
import { PolicyError } from './policy-error.js';
import { readPolicyFiles } from './read-files.js';

/** The policy of a folder. Throws a `PolicyError` that names every file and line at which it is not whole. */
export function readPolicyFolder(folder: string): Policy {
  const { content, placeOf } = readPolicyFiles(folder);
  const problems = incompleteness(content);
  if (problems.length > 0) throw new PolicyError(problems.map(({ at, says }) => ({ ...placeOf(at), says })));
  return compilePolicy(content, placeOf);
}

/** What the files of a folder say, each in its right form, as plain data. Throws a `PolicyError`. */
export const readPolicyContent = (folder: string): PolicyContent => readPolicyFiles(folder).content;
