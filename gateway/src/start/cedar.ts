import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { createCedarPolicies } from '../access/cedar.js';
import type { DecidePolicy } from '../access/meets-directives.js';
import type { AuditWriter } from '../audit/writer.js';

const FOLDER = resolve(import.meta.dirname, '../../policy/cedar');

/** Reads the policies of `@policy`, every `*.cedar` of a folder; what is wrong with one stops the start, with its place. */
export function openCedar(folder: string | null, audit: Pick<AuditWriter, 'event'>, log: Logger): DecidePolicy {
  const from = folder === null ? FOLDER : resolve(folder);
  return createCedarPolicies(readFiles(from), (policy, why) => {
    log.error({ policy, why }, 'a policy could not be decided, and is denied');
    void audit.event('alarm', { kind: 'policy_undecided', about: policy.slice(0, 64), n: 1 }).catch(() => {});
  });
}

function readFiles(folder: string) {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.cedar'));
    return names.toSorted().map((name) => {
      const file = join(folder, name);
      return { file, text: readFileSync(file, 'utf8') };
    });
  } catch {
    throw new Error(`The Cedar policies cannot be read: ${folder}`);
  }
}
