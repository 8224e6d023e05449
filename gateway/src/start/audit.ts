import { join } from 'node:path';
import type { Logger } from 'pino';
import { createBlinder } from '../audit/blind.js';
import { openLogFile } from '../audit/log-file.js';
import { createAuditWriter, type AuditWriter } from '../audit/writer.js';
import type { GatewayKeys } from './keys.js';

/** Opens this node's audit log; the profile makes no difference to it. */
export function openAudit(dataDirectory: string, node: string, keys: GatewayKeys, log: Logger): AuditWriter {
  const file = openLogFile(join(dataDirectory, 'audit', 'log'), node);
  if (file.cut > 0) log.warn({ bytes: file.cut }, 'cut an unfinished record from the end of the audit log');
  return createAuditWriter(file, createBlinder(keys.secret('audit tokens')));
}
