import { compose, printProblem, type Problem, type SupergraphConfig } from '@agency-graph/composition';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import { createContextSigner, createProver, loadGatewayPrivateKeys, loadPublicKey } from '@agency-graph/contract';
import { followRegister } from '@agency-graph/kit';
import { createKysely, createPool } from '@agency-graph/postgres';
import { hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pino } from 'pino';
import { sql } from 'kysely';
import { parse } from 'yaml';
import { readPolicy, type Policy } from './access/policy.js';
import { createBlinder } from './audit/blind.js';
import { openLogFile } from './audit/log-file.js';
import { createAuditWriter } from './audit/writer.js';
import { policyTime, steadyNow } from './clock.js';
import type { ProcessConfig } from './config.js';
import type { GatewayDatabase } from './database.js';
import { createAgencies } from './execute/agencies.js';
import { createSubgraphClient } from './execute/subgraph-client.js';
import { answer, turnAway, type Rooms } from './gateway.js';
import { serveDevelopment } from './http/development.js';
import { servePages } from './http/pages.js';
import { createServer } from './http/server.js';
import { createAccounts } from './identity/accounts.js';
import { createFindKey } from './identity/jwks.js';
import { loadOrganisations } from './identity/organisations.js';
import { createOwnSubgraph } from './own/own.js';
import { OWN_SDL, OWN_SUBGRAPH, OWN_URL } from './own/schema.js';
import { loadGeneration } from './supergraph/generation.js';
import { createStopping } from './stop.js';
import { createGenerations } from './supergraph/reload.js';

const POLICY_FILE = resolve(import.meta.dirname, '../policy/scope.yaml');
const PAGES = resolve(import.meta.dirname, '../web/dist');
/** Between not being ready and closing the doors; a load balancer needs to notice. Milliseconds. */
const GRACE = { production: 5_000, development: 250, conformance: 250 } as const;

/** Starts a gateway process: everything is loaded and verified before it listens. Stops on SIGTERM and SIGINT. */
export async function start(process_: ProcessConfig): Promise<void> {
  const log = pino({ name: 'gateway' });
  const { config, supergraphSdl } = await composeGraph(process_.supergraphFile);
  const profile = process_.profile ?? config.gateway.profile;
  refuseForProduction(profile, process_, config);

  const policy = loadPolicy();
  const generations = createGenerations(await loadGeneration(supergraphSdl, policy, config.gateway.executor));

  const pool = createPool({ url: process_.databaseUrl, applicationName: 'agency-graph gateway' });
  const db = createKysely<GatewayDatabase>(pool);
  const organisations = await loadOrganisations(db);
  const keys = loadGatewayPrivateKeys(process_.keysDirectory);
  const register = followRegister({
    database: db as never,
    url: process_.registerUrl,
    name: 'gateway',
    key: keys.signing,
    onChange: async () => {},
    log,
  });
  // Ready once the copy in memory is as new as a copy in the database that was complete.
  let followed = false;
  const refresh = async (): Promise<void> => {
    const complete = register.isReady();
    await organisations.refresh();
    followed ||= complete;
  };
  const refreshing = setInterval(() => void refresh().catch(() => {}), REFRESH);

  const node = hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-') || 'gateway';
  const logFile = openLogFile(join(process_.dataDirectory, 'audit', 'log'), node);
  if (logFile.cut > 0) log.warn({ bytes: logFile.cut }, 'cut an unfinished record from the end of the audit log');
  const secret = (use: string): Buffer => {
    const exported = keys.agreement.key.export({ format: 'der', type: 'pkcs8' });
    return Buffer.from(hkdfSync('sha256', exported, 'agency-graph/gateway', use, 32));
  };
  const audit = createAuditWriter(logFile, createBlinder(secret('audit tokens')));

  const signer = createContextSigner({ iss: node, signingKey: keys.signing });
  const keyFile = (file: string): string =>
    process_.keysElsewhere
      ? join(process_.keysDirectory, basename(file))
      : resolve(dirname(process_.supergraphFile), file);
  const clients = new Map(
    config.subgraphs.map(({ name, routingUrl, agency }) => {
      const limits = agency!.limits;
      const endpoint = {
        name,
        url: process_.routingUrl(name) ?? routingUrl,
        timeout: limits.timeoutMs,
        responseBytes: limits.responseBytes,
        concurrency: limits.concurrency,
      };
      const subgraphKey = loadPublicKey(keyFile(agency!.publicKeyFile));
      const prover = createProver({ iss: node, aud: name, agreementKey: keys.agreement, subgraphKey });
      return [name, createSubgraphClient(endpoint, signer, prover)];
    }),
  );
  const agencies = createAgencies({
    clients,
    own: createOwnSubgraph(),
    pseudonymSecret: secret('pseudonyms'),
    register: organisations,
    failed: (subgraph, cause, trace) =>
      log.warn(
        { subgraph, trace, cause: cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown' },
        'agency failed',
      ),
  });

  const policyNow = (): string => process_.policyClock ?? policyTime(Date.now());
  const issuers = new Map(
    config.gateway.issuers.map((issuer) => [
      issuer.issuer,
      { config: issuer, findKey: createFindKey(issuer, keyFile) },
    ]),
  );
  const roomsFor = (zone: Rooms['identity']['zone']): Rooms => ({
    generations,
    audit,
    agencies,
    identity: {
      issuers,
      scopeClaim: config.gateway.authorization.scopeClaim,
      accounts: createAccounts(db),
      organisations,
      zone,
      policyNow,
      wallClock: steadyNow,
    },
    failed: (error, trace) =>
      log.error({ trace, error: error instanceof Error ? error.stack : String(error) }, 'request failed'),
  });

  const stopping = createStopping();
  const notReady = (): string | null =>
    stopping.begun() ? 'stopping' : audit.broken !== null ? 'audit log' : followed ? null : 'organisations register';
  const size = profile === 'development' ? await seededSize(db) : null;
  const servers = await Promise.all(
    config.gateway.listen.map(async ({ host, port, zone }, index) => {
      const rooms = roomsFor(zone);
      const app = createServer({
        answer: (received) => answer(received, rooms),
        turnAway: (refusal, received) => turnAway(refusal, received, rooms),
        notReady,
        stopping: stopping.begun,
      });
      if (profile === 'development') {
        await servePages(app, PAGES);
        if (size !== null) serveDevelopment(app, process_.keysDirectory, size, policyNow);
      }
      const url = await app.listen({ host, port: index === 0 ? (process_.port ?? port) : port });
      log.info({ url, zone, profile, policyClock: process_.policyClock ?? 'wall clock' }, 'listening');
      return app;
    }),
  );

  stopping.listen(
    {
      servers,
      grace: GRACE[profile],
      log,
      async close() {
        clearInterval(refreshing);
        await register.close();
        await agencies.close();
        await audit.close();
        await db.destroy();
      },
    },
    process_.supervised,
  );
}

/** How often, in milliseconds, the copy in memory follows the copy in the database. */
const REFRESH = 250;

/** Reads and composes the working tree with the gateway's own subgraph; problems stop the start, each with its place. */
async function composeGraph(file: string): Promise<{ config: SupergraphConfig; supergraphSdl: string }> {
  const tree = await readWorkingTree({ dir: dirname(file), supergraphYaml: basename(file) });
  if (tree.kind === 'problems') throw new Error(problemsText(tree.problems));
  const own = { name: OWN_SUBGRAPH, url: OWN_URL, sdl: OWN_SDL, file: 'gateway/src/own/schema.ts' };
  const composed = compose({
    subgraphs: [...tree.subgraphs, own],
    labels: tree.config.gateway.labels,
    federationVersion: tree.config.federationVersion,
  });
  if (composed.kind === 'problems') throw new Error(problemsText(composed.problems));
  return { config: tree.config, supergraphSdl: composed.supergraphSdl };
}

const problemsText = (problems: readonly Problem[]): string =>
  `The graph does not compose:\n${problems.map((one) => printProblem(one)).join('\n')}`;

function loadPolicy(): Policy {
  try {
    return readPolicy(parse(readFileSync(POLICY_FILE, 'utf8')));
  } catch (error) {
    throw new Error(
      `The policy cannot be read (${POLICY_FILE}): ${error instanceof Error ? error.message : 'unknown'}`,
      {
        cause: error,
      },
    );
  }
}

/** What is for development only must not reach production by an oversight. */
function refuseForProduction(profile: string, process_: ProcessConfig, config: SupergraphConfig): void {
  if (profile !== 'production') return;
  if (process_.policyClock !== null)
    throw new Error('The production profile has only the wall clock: unset POLICY_CLOCK and --clock.');
  const local = config.gateway.issuers.find((issuer) => issuer.development);
  if (local !== undefined)
    throw new Error(
      `The production profile does not trust the development issuer ${local.issuer}: remove it from supergraph.yaml.`,
    );
}

async function seededSize(
  db: ReturnType<typeof createKysely<GatewayDatabase>>,
): Promise<'tiny' | 'small' | 'medium' | 'full' | null> {
  const { rows } = await sql<{ size: 'tiny' | 'small' | 'medium' | 'full' }>`select size from seed_state limit 1`
    .execute(db)
    .catch(() => ({ rows: [] }));
  return rows[0]?.size ?? null;
}
