import { readPolicyFolder, type Policy } from '@agency-graph/policy';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AuditWriter } from '../audit/writer.js';
import { current, type Generations } from '../supergraph/reload.js';

/** How often the folder is looked at, in milliseconds. */
const LOOK_EVERY = 500;

/** The policy's folder, followed while the gateway runs. */
export interface FollowedPolicy {
  /** Whether the folder holds something that cannot be used, so that an older policy is served. */
  isOlder(): boolean;
  close(): void;
}

/** Reads the policy that is served; what is wrong with it stops the start, with file and line. */
export const loadPolicy = (folder: string): Policy => readPolicyFolder(folder);

/**
 * Serves what the policy's folder says, some moments after its last file was written: whole, or not at all. What cannot
 * be used changes nothing; the log says where it is wrong.
 */
export function followPolicy(
  folder: string,
  generations: Generations,
  audit: AuditWriter,
  log: Logger,
): FollowedPolicy {
  let served = stampOf(folder);
  let seen = served;
  let older = false;

  const take = (): void => {
    const before = current(generations);
    try {
      const policy = readPolicyFolder(folder);
      void generations.swap(before.under(policy));
      older = false;
      log.info({ from: before.policyVersion, to: policy.version }, 'another policy is served');
      audit.event('policy_change', { from: before.policyVersion, to: policy.version }).catch(() => {});
    } catch (error) {
      older = true;
      const problem = error instanceof Error ? error.message : 'it cannot be read';
      log.error({ problem, served: before.policyVersion }, 'the policy is not taken: the last good one is served');
    }
  };

  const timer = setInterval(() => {
    const now = stampOf(folder);
    // Taken once it has stood still for one look: a file half written says something else than it will.
    if (now === seen && now !== served) {
      served = now;
      take();
    }
    seen = now;
  }, LOOK_EVERY).unref();
  return { isOlder: () => older, close: () => clearInterval(timer) };
}

/** Changes whenever a file of the folder does. */
function stampOf(folder: string): string {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .toSorted()
      .map((name) => {
        const stat = statSync(join(folder, name), { throwIfNoEntry: false, bigint: true });
        return `${name} ${stat?.mtimeNs} ${stat?.size} ${stat?.ino}`;
      })
      .join('\n');
  } catch {
    return 'no folder';
  }
}
