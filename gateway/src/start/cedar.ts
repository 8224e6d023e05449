import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { createCedarPolicies, type CedarFile, type CedarPolicies } from '../access/cedar.js';
import type { AuditWriter } from '../audit/writer.js';
import { filesIn } from '../supergraph/watch-files.js';
import { follow, type Followed } from './followed.js';

const FOLDER = resolve(import.meta.dirname, '../../policy/cedar');

/**
 * Reads the policies of `@policy`, every `*.cedar` of a folder; what is wrong with one stops the start, with its place.
 * While the gateway runs no file may go: what it forbade would be allowed.
 */
export function openCedar(
  folder: string | null,
  audit: Pick<AuditWriter, 'event'>,
  log: Logger,
): Followed<CedarPolicies> {
  const from = folder === null ? FOLDER : resolve(folder);
  let served: readonly CedarFile[] = [];
  return follow(
    () => filesIn(from),
    () => {
      const files = readFiles(from);
      const gone = served.find((one) => !files.some(({ file }) => file === one.file));
      if (gone !== undefined) throw new Error(`${gone.file} is gone: restart the gateway where that is meant.`);
      const policies = createCedarPolicies(files, (policy, why) => {
        log.error({ policy, why }, 'a policy could not be decided, and is denied');
        void audit.event('alarm', { kind: 'policy_undecided', about: policy.slice(0, 64), n: 1 }).catch(() => {});
      });
      served = files;
      return policies;
    },
  );
}

function readFiles(folder: string): readonly CedarFile[] {
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
