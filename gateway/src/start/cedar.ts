import { LEFT_BESIDE } from '@agency-graph/policy';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { createCedarPolicies, type CedarFile, type CedarPolicies, type OnUndecided } from '../access/cedar.js';
import type { AuditWriter } from '../audit/writer.js';
import { filesIn } from '../supergraph/watch-files.js';
import { follow, type Followed } from './followed.js';

const FOLDER = resolve(import.meta.dirname, '../../policy/cedar');
/** For how long, in milliseconds, failures of one policy are told together. */
const SPAN = 10_000;

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
  const filesOf = new WeakMap<CedarPolicies, readonly CedarFile[]>();
  const undecided = tallied((policy, why, n) => {
    log.error({ policy, why, n }, 'a policy could not be decided, and is denied');
    void audit.event('alarm', { kind: 'policy_undecided', about: policy.slice(0, 64), n }).catch(() => {});
  });
  return follow(
    () => filesIn(from),
    (served: CedarPolicies | null) => {
      const files = readCedarFiles(from);
      const before = (served && filesOf.get(served)) ?? [];
      if (served !== null && isDeepStrictEqual(files, before)) return served;
      const gone = before.find((one) => !files.some(({ file }) => file === one.file));
      if (gone !== undefined) throw new Error(`${gone.file} is gone: restart the gateway where that is meant.`);
      const policies = createCedarPolicies(files, undecided);
      filesOf.set(policies, files);
      return policies;
    },
  );
}

/** Keeps a caller on whom a policy fails from filling the alarms: the first is told, and after a span how many followed. */
function tallied(tell: (policy: string, why: string, n: number) => void): OnUndecided {
  const followed = new Map<string, number>();
  return (policy, why) => {
    const n = followed.get(policy);
    followed.set(policy, n === undefined ? 0 : n + 1);
    if (n !== undefined) return;
    const end = (): void => {
      const more = followed.get(policy)!;
      followed.delete(policy);
      if (more > 0) tell(policy, why, more);
    };
    setTimeout(end, SPAN).unref();
    tell(policy, why, 1);
  };
}

/** The files of Cedar policies in a folder, by name. */
export function readCedarFiles(folder: string): readonly CedarFile[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.cedar') && !LEFT_BESIDE.test(name));
    return names.toSorted().map((name) => {
      const file = join(folder, name);
      return { file, text: readFileSync(file, 'utf8') };
    });
  } catch (error) {
    const { path = folder } = error as NodeJS.ErrnoException;
    throw new Error(`The Cedar policies cannot be read: ${path}`, { cause: error });
  }
}
