import { readPolicyFolder, type Policy } from '@agency-graph/policy';
import { resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../policy');

/** Reads the policy that is served; what is wrong with it stops the start, with file and line. */
export const loadPolicy = (): Policy => readPolicyFolder(FOLDER);
