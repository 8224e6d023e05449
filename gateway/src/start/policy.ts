import { readPolicyFolder, type Policy } from '@agency-graph/policy';

/** Reads the policy that is served; what is wrong with it stops the start, with file and line. */
export const loadPolicy = (folder: string): Policy => readPolicyFolder(folder);
