import { SEGMENT_BYTES, type WitnessPolicy } from '@agency-graph/ledger';
import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { readRecord } from '@agency-graph/ledger/records';
import { hash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { makeDirectory, writeWhole } from '../audit/files.js';
import { openLog } from '../audit/log.js';
import { takeLocks } from '../audit/lock.js';
import { openSubjectTable } from '../audit/subject-table.js';
import { createSubjects, type SubjectSecrets } from '../audit/subjects.js';
import { createUtcClock, stepBack } from '../audit/utc.js';
import { createWitnesses, UNWITNESSED } from '../audit/witnesses.js';
import { createAuditWriter, type AuditWriter } from '../audit/writer.js';
import type { NodeLog } from '../config.js';

/** Where a node's log and the keys of the log are. */
export interface AuditPlaces {
  /** Gets `wal`, `log` (what is published) and `subjects`. */
  readonly directory: string;
  /** Gets the keys of checkpoints and of subjects, each for its owner alone. */
  readonly keys: string;
  readonly origin: string;
  readonly segmentBytes?: number;
  /** Which witnesses see it; nobody where there is none. */
  readonly policy?: WitnessPolicy | null;
  /** The clock by which they are waited for. */
  readonly steady?: () => number;
}

/** Where a process's log is, and which witnesses it is shown to. */
export interface AuditProcess {
  readonly dataDirectory: string;
  readonly keysDirectory: string;
  /** The log's origin. */
  readonly node: string;
  readonly witnesses: WitnessPolicy | null;
}

/** Where a process keeps a log of its node. */
export function placesOf(
  { dataDirectory, keysDirectory, node }: Omit<AuditProcess, 'witnesses'>,
  log: NodeLog,
): AuditPlaces {
  const [folder, origin] = log === 'accesses' ? ['audit', node] : ['auditors', `${node}.auditors`];
  return { directory: join(dataDirectory, folder), keys: join(keysDirectory, 'audit', origin), origin };
}

/** Opens this node's audit log, as an operator's gateway does; the profile makes no difference to it. */
export async function openAudit(process_: AuditProcess, log: Logger): Promise<AuditWriter> {
  const { writer, cut } = await openWriter({ ...placesOf(process_, 'accesses'), policy: process_.witnesses });
  if (cut > 0) log.warn({ bytes: cut }, 'cut an unfinished record from the end of the audit log');
  return writer;
}

/** Takes the log's lock, recovers it, and starts its writer. Throws when it cannot be written or was changed. */
export async function openWriter(places: AuditPlaces): Promise<{ readonly writer: AuditWriter; readonly cut: number }> {
  const { directory, keys, origin, segmentBytes = SEGMENT_BYTES, policy = null, steady } = places;
  makeDirectory(directory);
  makeDirectory(keys);
  const unlock = takeLocks(join(directory, 'log'), keys);
  try {
    const changed = (reached: boolean): void => {
      const kind = reached ? 'witnesses_answer' : 'witnesses_lost';
      void writer.event('alarm', { kind, n: 1 }).catch(() => {});
    };
    const witnesses = policy === null ? UNWITNESSED : createWitnesses(policy, join(directory, 'log'), changed, steady);
    const log = await openLog({ directory, origin, keys, segmentBytes }, witnesses);
    const table = openSubjectTable(join(directory, 'subjects'));
    const clock = createUtcClock();
    const last = lastTime(directory, log.next);
    const writer = createAuditWriter({ log, witnesses, subjects: createSubjects(table, readSecrets(keys)), clock });
    const microseconds = last === null ? 0 : stepBack(last, clock.now());
    if (microseconds !== 0) await writer.event('clock_step', { microseconds });
    await writer.event('node_start', { origin, version: VERSION, runtime: process.version, size: log.next });
    await tellWitnesses(writer, policy, join(directory, 'witnesses'));
    let closed: Promise<void> | null = null;
    const closeAll = async (): Promise<void> => {
      await writer.close();
      table.close();
      unlock();
    };
    const opened: AuditWriter = {
      ...writer,
      get broken() {
        return writer.broken;
      },
      get witnessed() {
        return writer.witnessed;
      },
      close: () => (closed ??= closeAll()),
    };
    return { writer: opened, cut: log.cut };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** When the last record of a log was made; null where there is none. */
function lastTime(directory: string, size: number): string | null {
  const last = size === 0 ? null : openLogDirectory(directory).entry(size - 1);
  const read = last && readRecord(last.bytes);
  return read?.kind === 'record' ? read.record.at : null;
}

/** Another policy of witnesses than at the last start is recorded, by its hash; `known` keeps the one that was. */
async function tellWitnesses(writer: AuditWriter, policy: WitnessPolicy | null, known: string): Promise<void> {
  const from = existsSync(known) ? readFileSync(known, 'utf8') : NOBODY;
  const to = policy === null ? NOBODY : hash('sha256', policy.text, 'base64url');
  if (to === from) return;
  await writer.event('audit_config_change', { setting: 'witnesses', from, to });
  writeWhole(known, to);
}

const NOBODY = 'none';

const VERSION = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
).version;

/** Secrets of subjects' keys, made when the log is begun. Without them no subject's records are found again. */
export function readSecrets(keys: string): SubjectSecrets {
  const path = join(keys, 'subjects.key');
  if (!existsSync(path)) writeWhole(path, randomBytes(64));
  const secret = readFileSync(path);
  if (secret.length !== 64) throw new Error(`${path} is not a key of 64 bytes`);
  return { master: secret.subarray(0, 32), lookup: secret.subarray(32) };
}
