import { readPolicyFolder, type Policy } from '@agency-graph/policy';
import { filesIn } from '../supergraph/watch-files.js';
import { follow, type Followed } from './followed.js';

/** Reads the policy that is served; what is wrong with it stops the start, with file and line. */
export const openPolicy = (folder: string): Followed<Policy> =>
  follow(
    () => filesIn(folder),
    () => readPolicyFolder(folder),
  );

/** A plain graph has none. */
export const NO_POLICY_FOLLOWED: Followed<null> = follow(
  () => [],
  () => null,
);
