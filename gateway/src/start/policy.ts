import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { readPolicy, type Policy } from '../access/policy.js';

const POLICY_FILE = resolve(import.meta.dirname, '../../policy/scope.yaml');

/** Reads the policy that is served; what is wrong with it stops the start, with its file. */
export function loadPolicy(): Policy {
  try {
    return readPolicy(parse(readFileSync(POLICY_FILE, 'utf8')));
  } catch (error) {
    const says = error instanceof Error ? error.message : 'unknown';
    throw new Error(`The policy cannot be read (${POLICY_FILE}): ${says}`, { cause: error });
  }
}
