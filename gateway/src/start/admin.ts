import type { AdminConfig, GatewayConfig } from '@agency-graph/composition';
import type { FastifyInstance } from 'fastify';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createAdminServer } from '../admin/admin-server.js';
import type { Running } from '../admin/running.js';
import { writeWhole } from '../audit/files.js';
import type { ProcessConfig } from '../config.js';
import { keepConnections, withinDescriptors } from '../http/connections.js';

/** Connections that are kept, of whoever comes: those of scrapers and of people who look are few. */
const CONNECTIONS = 100;
/** Shortest token that is taken, in characters. */
const SHORTEST = 32;

/** Opens the operator's door, where there is to be one; its token is made on the first start. */
export async function openAdmin(
  process_: Pick<ProcessConfig, 'port' | 'adminPort'>,
  gateway: Pick<GatewayConfig, 'profile' | 'listen' | 'admin'>,
  keysDirectory: string,
  running: Running,
  log: Pick<Logger, 'info'>,
): Promise<FastifyInstance | null> {
  const where = placeOf(process_, gateway);
  if (where === null) return null;
  const app = createAdminServer(running, readToken(keysDirectory));
  // A connection needs no token: the log and agencies need files of their own, however many come.
  keepConnections(app, withinDescriptors(CONNECTIONS));
  // A copy: Fastify writes into what it is given, and what was configured is frozen.
  const url = await app.listen({ ...where });
  log.info({ url }, 'admin door open');
  return app;
}

/**
 * Where it is: the port named at start, else what `supergraph.yaml` says; but where the gateway itself was given another
 * port than that, any free one, so that two gateways of one checkout do not meet. In production it is where it is said.
 */
function placeOf(
  { port, adminPort }: Pick<ProcessConfig, 'port' | 'adminPort'>,
  { profile, listen, admin }: Pick<GatewayConfig, 'profile' | 'listen' | 'admin'>,
): AdminConfig | null {
  if (adminPort !== null) return { host: admin?.host ?? '127.0.0.1', port: adminPort };
  if (admin === null) return null;
  return profile === 'production' || port === null || port === listen[0]?.port ? admin : { ...admin, port: 0 };
}

function readToken(keysDirectory: string): string {
  const path = join(keysDirectory, 'admin.token');
  if (!existsSync(path)) {
    mkdirSync(keysDirectory, { recursive: true });
    writeWhole(path, `${randomBytes(32).toString('base64url')}\n`);
  }
  const token = readFileSync(path, 'utf8').trim();
  if (token.length < SHORTEST) throw new Error(`${path} must hold a token of at least ${SHORTEST} characters`);
  return token;
}
