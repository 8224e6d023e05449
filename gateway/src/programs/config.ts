import {
  DATABASE_WANTED,
  databaseUrl,
  dataDirectory,
  indexUrls,
  NODE_LOGS,
  readConfig,
  UsageError,
  type Environment,
  type NodeLog,
  type ProcessConfig,
} from '../config.js';
import type { IndexUrls } from '../inquiry/protocol.js';

/** What a process that makes the audit log's index anew is told. */
export function readRebuildConfig(env: Environment = process.env): {
  readonly dataDirectory: string;
  readonly index: IndexUrls;
  /** Of a role that may drop the index. */
  readonly ownerUrl: string;
} {
  const url = databaseUrl(env);
  const index = indexUrls(env);
  if (url === null || index === null) throw new Error(DATABASE_WANTED);
  return {
    dataDirectory: dataDirectory(env),
    index,
    ownerUrl: env['GATEWAY_OWNER_DATABASE_URL'] ?? url,
  };
}

/** What a process that takes an audit log on over a break is told. */
export interface BreakConfig {
  readonly log: NodeLog;
  /** Where the log is, and the graph and the policy that say who may answer for it. */
  readonly process: ProcessConfig & { readonly databaseUrl: string };
  /** `Authorization` of who asks, and of who approves. */
  readonly asker: string;
  readonly approver: string;
  readonly ground: string;
}

/** Reads `<log> <ground> [options of the gateway]`, and the two tokens from where others do not see them. */
export function readBreakConfig(
  [which, ground = '', ...options]: readonly string[],
  env: Environment = process.env,
): BreakConfig {
  const log = NODE_LOGS.find((one) => one === which);
  if (log === undefined) throw new UsageError(`Say which log: ${NODE_LOGS.join(' or ')}.`);
  const process_ = readConfig(options, env);
  const { AUDIT_BREAK_ASKER: asker, AUDIT_BREAK_APPROVER: approver } = env;
  if (asker === undefined || approver === undefined || ground === '')
    throw new UsageError('Say the ground, and two tokens: AUDIT_BREAK_ASKER and AUDIT_BREAK_APPROVER.');
  if (process_ === null || process_.databaseUrl === null) throw new Error(DATABASE_WANTED);
  const { databaseUrl } = process_;
  const tokens = { asker: `Bearer ${asker}`, approver: `Bearer ${approver}` };
  return { log, process: { ...process_, databaseUrl }, ...tokens, ground };
}

/** What a process that publishes, revokes or lists sharing agreements is told. */
export interface AgreementsConfig {
  /** Where the graph and the policy are that agreements are held against. */
  readonly process: ProcessConfig;
  /** Of a role that may write agreements. */
  readonly ownerUrl: string;
  readonly what: 'publish' | 'revoke' | 'list';
  /** The file of an agreement, or its id; empty for `list`. */
  readonly about: string;
}

/** Reads `publish <file>`, `revoke <id>` or `list`. Throws a sentence that names what is wrong. */
export function readAgreementsConfig(
  [verb, about = '']: readonly string[],
  env: Environment = process.env,
): AgreementsConfig {
  const what = (['publish', 'revoke', 'list'] as const).find((one) => one === verb);
  if (what === undefined || (what === 'list') !== (about === ''))
    throw new UsageError('Say "publish <file>", "revoke <id>" or "list".');
  const process_ = readConfig([], env);
  const ownerUrl = env['GATEWAY_OWNER_DATABASE_URL'] ?? process_?.databaseUrl ?? null;
  if (process_ === null || ownerUrl === null) throw new Error(DATABASE_WANTED);
  return { process: process_, ownerUrl, what, about };
}
